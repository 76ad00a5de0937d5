"""A phone line of its own, or the whole service, for each test."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from shared import crash_points
from tests.services.notifications.outbound import Outbound
from tests.services.notifications.phone_line import FILE, PhoneLine


@pytest.fixture(scope="session")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file of an empty migrated database, to be copied."""
    folder = tmp_path_factory.mktemp("notifications")
    PhoneLine(folder).database.close()
    return folder / FILE


@pytest.fixture
def line(tmp_path: Path, migrated: Path) -> Iterator[PhoneLine]:
    shutil.copy(migrated, tmp_path / FILE)
    phone_line = PhoneLine(tmp_path)
    yield phone_line
    phone_line.database.close()


@pytest.fixture
def outbound(tmp_path: Path, migrated: Path) -> Iterator[Outbound]:
    """The whole service with a telephone company and a post office of the test."""
    shutil.copy(migrated, tmp_path / FILE)
    service = Outbound(tmp_path)
    yield service
    crash_points.set_action(None)
    service.service.close()
