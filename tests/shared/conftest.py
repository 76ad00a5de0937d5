"""Fixtures of the machinery's tests."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from shared import crash_points
from shared.clock import StandingClock
from shared.database import Database
from shared.ids import CountingIds
from shared.migrations import create_machinery
from tests.support.messaging import Talk


@pytest.fixture
def talk(tmp_path: Path) -> Iterator[Talk]:
    yield Talk(tmp_path)
    crash_points.set_action(None)


@pytest.fixture
def clock() -> StandingClock:
    return StandingClock(datetime(2027, 1, 4, 11, tzinfo=UTC))


@pytest.fixture
def database(tmp_path: Path, clock: StandingClock) -> Iterator[Database]:
    """A database with the tables of the machinery, on a file of its own."""
    database = Database(f"sqlite:///{tmp_path / 'notes.sqlite3'}", source="notes", clock=clock, ids=CountingIds())
    with database.connection() as connection:
        create_machinery(connection)
    yield database
    database.close()
