"""The service `events` alone: built once, and as on its first day for every test."""

from collections.abc import Iterator

import pytest

from services.events.kept_feeds import EXTENSION, KeptFeeds
from tests.services.events.organiser import Organiser, events_alone
from tests.support.one_service import OneService


@pytest.fixture(scope="session")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Iterator[OneService]:
    """Built once: statements are compiled the first time they are used."""
    service = events_alone(tmp_path_factory.mktemp("events"))
    yield service
    service.service.close()


@pytest.fixture
def organiser(kept: OneService) -> Organiser:
    """An organiser of the organisation `demo`."""
    kept.begin_anew()
    kept.service.app.extensions[EXTENSION] = KeptFeeds()
    return Organiser(kept)


@pytest.fixture(scope="module")
def caller(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Organiser]:
    """An organiser for tests in which all that matters is refused: what one makes serves the next."""
    service = events_alone(tmp_path_factory.mktemp("events"))
    yield Organiser(service)
    service.service.close()
