"""What tests on real servers share."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from services.registrations import service
from services.registrations.settings import Settings
from tests.services.registrations.organiser import Organiser
from tests.support.apart import Apart
from tests.support.full_way import FullWay
from tests.support.one_service import OneService
from tests.support.servers import PostgreSql


@pytest.fixture(scope="package")  # and no longer: twelve processes that nobody asks take a tenth of a core
def kept_apart(full_way: FullWay, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Apart]:
    processes = Apart(tmp_path_factory.mktemp("apart"), full_way.parts())
    yield processes
    processes.kill()


@pytest.fixture
def apart(kept_apart: Apart) -> Apart:
    """One process per service and role, all of them up."""
    kept_apart.start()
    assert kept_apart.wait_until_live()
    return kept_apart


@pytest.fixture
def organiser(postgresql: PostgreSql, tmp_path: Path) -> Iterator[Organiser]:
    """An organiser with one network, on PostgreSQL; the books balance at the end."""
    settings = Settings(samling_data_dir=str(tmp_path), registrations_database_url=postgresql.new_database())
    house = OneService(lambda runtime: service.build(settings, runtime))
    organiser = Organiser(house)
    organiser.network()
    yield organiser
    assert organiser.balanced()
    assert house.dead() == []
    house.service.close()
