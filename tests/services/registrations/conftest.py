"""The service `registrations` alone, one per test; each leaves its books balanced and no message dead."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.services.registrations.organiser import Organiser, registrations_alone


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[Organiser]:
    """An organiser whose house knows of no network yet."""
    service = registrations_alone(tmp_path)
    organiser = Organiser(service)
    yield organiser
    assert organiser.balanced()
    assert service.dead() == []
    service.service.close()


@pytest.fixture
def organiser(empty: Organiser) -> Organiser:
    """An organiser with one network and one event of two seats, in two weeks."""
    empty.network()
    empty.event()
    return empty
