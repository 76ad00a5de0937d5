"""A site as on its first day for each test."""

from collections.abc import Callable, Iterator

import pytest

from tests.services.web.site import Site


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[..., Site]]:
    """Builds a site once for each address and settings."""
    sites: dict[tuple[str, ...], Site] = {}

    def build(public_url: str, **settings: str) -> Site:
        key = (public_url, *sorted(f"{name}={value}" for name, value in settings.items()))
        if key not in sites:
            sites[key] = Site(tmp_path_factory.mktemp("site"), public_url, **settings)
        return sites[key]

    yield build
    for site in sites.values():
        site.close()


@pytest.fixture
def make_site(built: Callable[..., Site]) -> Callable[..., Site]:
    def make(public_url: str = "http://localhost", **settings: str) -> Site:
        site = built(public_url, **settings)
        site.begin_anew()
        return site

    return make


@pytest.fixture
def site(make_site: Callable[..., Site]) -> Site:
    return make_site()
