"""A site of its own for each test, on copies of databases that were migrated once."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.services.web.site import Site
from tests.support.one_service import NOON


@pytest.fixture(scope="session")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("migrated")
    site = Site(folder)
    site.settle()  # what comes back at an interval has been done
    site.close()
    return folder


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Site]]:
    sites: dict[str, Site] = {}
    yield sites
    for site in sites.values():
        site.close()


@pytest.fixture
def make_site(tmp_path_factory: pytest.TempPathFactory, migrated: Path, built: dict[str, Site]) -> Callable[..., Site]:
    def make(public_url: str = "http://localhost") -> Site:
        known = built.get(public_url)
        if known is None or known.clock.now() != NOON:  # its loops remember what is due; time never goes back for them
            if known is not None:
                known.close()
            built[public_url] = Site(tmp_path_factory.mktemp("site"), public_url)
        built[public_url].begin_anew(migrated)
        return built[public_url]

    return make


@pytest.fixture
def site(make_site: Callable[..., Site]) -> Site:
    return make_site()
