"""A phone line, or the whole service: each built once, and as on its first day for every test."""

from collections.abc import Iterator

import pytest

from shared import crash_points
from tests.services.notifications.outbound import Outbound
from tests.services.notifications.phone_line import PhoneLine


@pytest.fixture(scope="session")
def kept_line(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PhoneLine]:
    """Built once: statements are compiled the first time they are used."""
    kept = PhoneLine(tmp_path_factory.mktemp("line"))
    yield kept
    kept.database.close()


@pytest.fixture
def line(kept_line: PhoneLine) -> PhoneLine:
    kept_line.begin_anew()
    return kept_line


@pytest.fixture(scope="session")
def kept_outbound(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Outbound]:
    kept = Outbound(tmp_path_factory.mktemp("outbound"))
    yield kept
    kept.service.close()


@pytest.fixture
def outbound(kept_outbound: Outbound) -> Iterator[Outbound]:
    """The whole service with a telephone company and a post office of the test."""
    kept_outbound.begin_anew()
    yield kept_outbound
    crash_points.set_action(None)
