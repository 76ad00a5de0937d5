"""A furnished product for all tests of a file; each begins with its rows as furnished."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.fuzz.playground import Playground


@pytest.fixture(scope="module")
def kept_playground(tmp_path_factory: pytest.TempPathFactory, migrated: Path) -> Iterator[Playground]:
    """Furnishing takes longer than most tests."""
    made = Playground(tmp_path_factory.mktemp("playground") / "data", migrated)
    yield made
    made.close()


@pytest.fixture
def playground(kept_playground: Playground) -> Playground:
    kept_playground.begin_anew()
    return kept_playground
