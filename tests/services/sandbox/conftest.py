"""Fixtures of the sandbox's tests."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.services.sandbox.box import Box, served


@pytest.fixture
def make_box(tmp_path: Path) -> Iterator[Callable[..., Box]]:
    made: list[Box] = []

    def make(**settings: Any) -> Box:
        folder = tmp_path / str(len(made))
        folder.mkdir()
        made.append(Box(folder, **settings))
        return made[-1]

    yield make
    for box in made:
        box.service.close()


@pytest.fixture
def box(make_box: Callable[..., Box]) -> Box:
    return make_box()


@pytest.fixture
def address(box: Box) -> Iterator[str]:
    """Where the sandbox really listens."""
    with served(box.service.app) as url:
        yield url
        box.service.close()
