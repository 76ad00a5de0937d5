"""Fixtures of the machinery's tests."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from shared import crash_points
from tests.support.messaging import Talk


@pytest.fixture
def talk(tmp_path: Path) -> Iterator[Talk]:
    yield Talk(tmp_path)
    crash_points.set_action(None)
