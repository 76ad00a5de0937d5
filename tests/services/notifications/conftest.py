"""A phone line of its own for each test."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.services.notifications.phone_line import PhoneLine


@pytest.fixture
def line(tmp_path: Path) -> Iterator[PhoneLine]:
    phone_line = PhoneLine(tmp_path)
    yield phone_line
    phone_line.database.close()
