"""A site as on its first day for each test."""

from collections.abc import Callable, Iterator

import pytest

from tests.services.web.site import Site


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[str], Site]]:
    """Builds a site once for each address."""
    sites: dict[str, Site] = {}

    def build(public_url: str) -> Site:
        if public_url not in sites:
            sites[public_url] = Site(tmp_path_factory.mktemp("site"), public_url)
        return sites[public_url]

    yield build
    for site in sites.values():
        site.close()


@pytest.fixture
def make_site(built: Callable[[str], Site]) -> Callable[..., Site]:
    def make(public_url: str = "http://localhost") -> Site:
        site = built(public_url)
        site.begin_anew()
        return site

    return make


@pytest.fixture
def site(make_site: Callable[..., Site]) -> Site:
    return make_site()
