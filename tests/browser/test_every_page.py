"""Every page that an organiser can come to by links, once, on a phone: in the language with the longest words."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.browser.visit import Visit, World

ID = re.compile(r"(?<=/)(?:[a-z]{2,4}_[\w-]+|[\w-]{20,})(?=/|$)|(?<=/languages/)\w+")
NO_PAGE = re.compile(r"\.ics$|/export$|^/sandbox|^/api|^/p/")
LANGUAGE = "nl"
MANY = 40  # pages, at least: fewer would mean that links are missing

pytestmark = pytest.mark.slow


@pytest.mark.timeout(600)
def test_every_page_fits_on_a_phone(browser: Browser, world: World, pictures: Path) -> None:
    visit = Visit.of(browser, world, pictures, size="phone", language=LANGUAGE)
    visit.go(world.sign_in_link())
    visit.page.locator("main button[type=submit]").click()
    visit.page.locator("main h1").wait_for()
    kinds: dict[str, str] = {}
    waiting = ["/"]
    for path in waiting:
        if (kind := ID.sub(":id", path)) in kinds or NO_PAGE.search(path):
            continue
        kinds[kind] = path
        visit.go(path)
        assert visit.page.locator("h1").count() == 1, path
        assert visit.page.locator("html").get_attribute("lang") == LANGUAGE
        visit.keep("page-" + (kind.strip("/").replace("/", "-").replace(":", "") or "home"))
        waiting += [link.partition("?")[0].partition("#")[0] for link in _links(visit)]
    assert len(kinds) >= MANY, sorted(kinds)
    visit.close()


def _links(visit: Visit) -> list[str]:
    found: list[str] = visit.page.evaluate(
        "[...document.querySelectorAll('a[href]')].map(a => a.getAttribute('href')).filter(h => h.startsWith('/'))"
    )
    return found
