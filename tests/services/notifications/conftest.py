"""A phone line of its own for each test."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

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
