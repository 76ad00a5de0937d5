"""The service `events` alone, one per test."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.services.events.organiser import Organiser, events_alone


@pytest.fixture
def organiser(tmp_path: Path) -> Iterator[Organiser]:
    """An organiser of the organisation `demo`."""
    service = events_alone(tmp_path)
    yield Organiser(service)
    service.service.close()


@pytest.fixture(scope="module")
def caller(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Organiser]:
    """An organiser for tests in which all that matters is refused: one per file, since making her takes longest."""
    service = events_alone(tmp_path_factory.mktemp("events"))
    yield Organiser(service)
    service.service.close()
