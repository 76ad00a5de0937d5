"""One product for the stories of one file."""

from collections.abc import Iterator

import pytest
import structlog

from tests.simulation.play import Theatre


@pytest.fixture(scope="module")
def theatre(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Theatre]:
    """A theatre whose product writes no log: thousands of deaths are no news."""
    before = structlog.get_config()
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(50))
    yield Theatre(tmp_path_factory.mktemp("theatre"))
    structlog.configure(**before)
