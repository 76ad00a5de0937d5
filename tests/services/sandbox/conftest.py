"""Fixtures of the sandbox's tests: one for all of them, as on its first day for each."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.services.sandbox.box import Box, served


@pytest.fixture
def make_box(tmp_path: Path) -> Iterator[Callable[..., Box]]:
    """For other settings, and for tests that close it."""
    made: list[Box] = []

    def make(**settings: Any) -> Box:
        folder = tmp_path / str(len(made))
        folder.mkdir()
        made.append(Box(folder, **settings))
        return made[-1]

    yield make
    for box in made:
        box.service.close()


@pytest.fixture(scope="session")
def kept_box(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Box]:
    """Built once: statements are compiled the first time they are used."""
    box = Box(tmp_path_factory.mktemp("sandbox"))
    yield box
    box.service.close()


@pytest.fixture
def box(kept_box: Box) -> Box:
    kept_box.begin_anew()
    return kept_box


@pytest.fixture
def address(box: Box) -> Iterator[str]:
    """Where the sandbox really listens."""
    with served(box.service.app) as url:
        yield url
