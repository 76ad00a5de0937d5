"""The whole way of a new organiser, on a phone and in Norwegian: from an empty product to the first person at the door.

`docs/walk.md` tells it, with pictures that are made here.
"""

import re
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.visit import Visit
from tests.support.process import ProductProcess

PASTED = """Navn	Telefon	Språk
Amal Haddad	+44 7700 900502	arabisk
Selam Tesfay	+447700900503	engelsk"""
QUICK = ("Zahra Ahmadi", "+447700900501")

pytestmark = pytest.mark.slow


class Empty:
    """A product on its first start, with nobody in it."""

    def __init__(self, folder: Path) -> None:
        self.product = ProductProcess(folder, {"SAMLING_SENDING_UNDO": "3", "SAMLING_CHECK_IN_OPENS": "P90D"})
        self.product.start()
        assert self.product.wait_until_live()

    def set_up_link(self) -> str:
        """As the product prints it for the person at the machine."""
        answer = self.product.reach().api("web").post("/api/web/v1/set-up-links", json={})
        url: str = answer.raise_for_problem().json["url"]
        return self.product.url + url[url.index("/", 8) :]

    def sends_at_any_hour(self, network: str) -> None:
        """The clock of this product is that of the machine, and it may be night."""
        api = self.product.reach().api("events", "organiser", "nordlys")
        path = f"/api/events/v1{network}"
        etag = {"If-Match": api.get(path).raise_for_problem().headers["ETag"]}
        api.patch(path, json={"quiet_hours": None}, headers=etag).raise_for_problem()

    def text_to(self, number: str) -> str:
        """The last text on a phone, as soon as there is one."""
        until = time.monotonic() + 60
        while time.monotonic() < until:
            items: list[dict[str, Any]] = self.product.sandbox("sms", to=number)["items"]
            if items:
                return str(items[-1]["body"])
            time.sleep(0.1)
        raise AssertionError(f"{number} was never told anything")


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Empty]:
    made = Empty(tmp_path_factory.mktemp("empty"))
    yield made
    made.product.stop()


class Walk:
    """Presses and types like a person, and counts both; each step has a picture."""

    def __init__(self, visit: Visit) -> None:
        self.visit, self.page = visit, visit.page
        self.clicks = self.letters = self.steps = 0
        self.since = time.monotonic()

    def press(self, selector: str) -> None:
        self.page.locator(selector).first.click()
        self.clicks += 1

    def type(self, selector: str, text: str) -> None:
        self.page.fill(selector, text)
        self.letters += len(text)

    def look(self, name: str) -> None:
        self.steps += 1
        self.visit.look(f"walk-{self.steps:02}-{name}")


def test_from_set_up_to_the_first_person_at_the_door(
    browser: Browser, empty: Empty, pictures: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    visit = Visit.of(browser, empty, pictures, size="phone", language="nb")  # type: ignore[arg-type]
    walk = Walk(visit)
    _sets_up(walk, empty)
    network = _plans(walk)
    empty.sends_at_any_hour(network)
    _enters_people(walk, network)
    event = _announces_the_first(walk, network)
    _starts_sending(walk, network)
    _a_participant_answers(browser, empty, pictures)
    visit.go(event)
    visit.page.locator("#answers .number").first.wait_for()
    visit.page.locator("#seats", has_text="1 av 20").wait_for()
    walk.look("answered")
    walk.press("main a[href^='/c/']")
    walk.look("at-the-door")
    walk.press("#roll button[name=present]")
    walk.page.locator("#roll .status[data-color=success]").first.wait_for()
    walk.look("she-is-there")
    with capsys.disabled():
        told = f"{walk.clicks} clicks, {walk.letters} letters typed, {time.monotonic() - walk.since:.0f} seconds"
        sys.stdout.write(f"\nFrom set-up to the first person at the door: {told}\n")
    visit.close()


def _sets_up(walk: Walk, empty: Empty) -> None:
    walk.visit.go(empty.set_up_link())
    walk.look("set-up")
    for name, text in {
        "name": "Nordlys kommune",
        "slug": "nordlys",
        "owner_name": "Ingrid Solberg",
        "owner_email": "ingrid@example.org",
    }.items():
        walk.type(f"#{name}", text)
    walk.press("main button[type=submit]")
    walk.page.locator("a[href='/start/network']").wait_for()
    walk.look("first-steps")


def _plans(walk: Walk) -> str:
    page = walk.page
    walk.press("main a[href='/start/network']")
    walk.press("main a[href*='beginning=women']")
    walk.type("#name", "Kvinner i Nordlys")
    walk.type("#contact_name", "Ingrid Solberg")
    walk.type("#contact_phone", "+447700900500")
    walk.look("network")
    walk.press("main form[action='/start/network'] button[type=submit]")
    page.locator("#preview li").first.wait_for()
    network = re.search(r"/networks/([\w-]+)", page.url)
    assert network
    walk.type("#place_name", "Biblioteket")
    walk.look("series")
    walk.press("button[value=save]")
    page.locator("table.themes").wait_for()
    walk.look("themes")
    walk.press("main form button[type=submit]")
    page.locator("ol.year").wait_for()
    walk.look("year")
    return f"/networks/{network[1]}"


def _enters_people(walk: Walk, network: str) -> None:
    page = walk.page
    walk.visit.go(f"{network}/people")
    walk.type("#name", QUICK[0])
    walk.type("#contact", QUICK[1])
    page.keyboard.press("Enter")
    page.locator("a", has_text=QUICK[0]).first.wait_for()
    walk.look("quick-entry")
    walk.press(f"main a[href='{network}/people/paste']")
    walk.type("textarea", PASTED)
    walk.press("main form button[type=submit]")
    page.locator("#agreed").wait_for()
    walk.press("#agreed")
    walk.look("pasted-lines")
    _press_the_last_button(walk)
    page.locator(f"main a[href='{network}/people']").first.wait_for()
    walk.look("people-added")


def _press_the_last_button(walk: Walk) -> None:
    walk.page.locator("main form button[type=submit]").last.click()
    walk.clicks += 1


def _announces_the_first(walk: Walk, network: str) -> str:
    walk.visit.go(f"{network}/series")
    walk.press("main a[href^='/series/']")
    walk.press("ol.year a[href^='/events/']")
    event = walk.page.url
    walk.press("main a[href$='/publish']")
    walk.look("announce")
    walk.press("button[value=now]")
    walk.page.locator(".notice").first.wait_for()
    return event


def _starts_sending(walk: Walk, network: str) -> None:
    walk.visit.go(f"{network}/sending")
    _until(walk.page, "main .ds-table", "details.spoken")
    walk.look("what-is-sent")
    walk.press(f"a[href='{network}/sending/start']")
    walk.look("sure")
    walk.press("main button[type=submit]")
    walk.page.locator("#hold").wait_for()
    walk.look("sending")


def _until(page: Page, *selectors: str) -> None:
    """Loads the page again until all of it is there: one service tells the next within a moment."""
    until = time.monotonic() + 30
    while not all(page.locator(selector).count() for selector in selectors):
        assert time.monotonic() < until, selectors
        page.wait_for_timeout(300)
        page.reload()


def _a_participant_answers(browser: Browser, empty: Empty, pictures: Path) -> None:
    """Amal reads Arabic and has nothing but her phone."""
    text = empty.text_to("+447700900502")
    found = re.search(r"/p/[\w-]+", text)
    assert found, text
    hers = Visit.of(browser, empty, pictures, size="phone", language="ar")  # type: ignore[arg-type]
    hers.go(found[0])
    hers.look("walk-hers-1")
    hers.page.locator("button[value=accepted]").click()
    hers.page.locator(".notice").first.wait_for()
    hers.look("walk-hers-2")
    hers.close()
