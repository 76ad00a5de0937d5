"""What tests on real servers share."""

from collections.abc import Iterator

import pytest

from tests.support.apart import Apart
from tests.support.full_way import FullWay


@pytest.fixture(scope="session")
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
