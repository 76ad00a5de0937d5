"""The service `registrations` alone, emptied for each test; each leaves its books balanced and no message dead."""

from collections.abc import Iterator

import pytest

from tests.services.registrations.organiser import Organiser, emptied, registrations_alone
from tests.support.one_service import OneService


@pytest.fixture(scope="session")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[OneService]:
    """Built once: statements and routes are made ready the first time they are used."""
    service = registrations_alone(tmp_path_factory.mktemp("registrations"))
    yield service
    service.service.close()


@pytest.fixture
def empty(house: OneService) -> Iterator[Organiser]:
    """An organiser whose house knows of no network yet."""
    emptied(house)
    organiser = Organiser(house)
    yield organiser
    assert organiser.balanced()
    assert house.dead() == []


@pytest.fixture
def organiser(empty: Organiser) -> Organiser:
    """An organiser with one network and one event of two seats, in two weeks."""
    empty.network()
    empty.event()
    return empty
