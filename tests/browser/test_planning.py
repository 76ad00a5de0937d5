"""An organiser who has never seen it plans a year: from an empty organisation to themes on every date, and the door."""

import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.visit import LONGEST, Visit
from tests.support.process import ProductProcess

MOST_CLICKS = 12

pytestmark = pytest.mark.slow


class Nobody:
    """A product with one organisation for each visit, and nothing in it."""

    def __init__(self, folder: Path) -> None:
        self.product = ProductProcess(folder)
        self.product.start()
        assert self.product.wait_until_live()
        self._made = 0

    def call(self, path: str, body: Any) -> Any:
        answer = self.product.call("POST", path, body)
        assert answer.status_code < 400, answer.text
        return answer.json()

    def an_evening(self, name: str, people: int) -> str:
        """A gathering in two hours to which so many said yes, more than there are seats."""
        self.sign_in_link("demo")
        languages = {"timezone": "Europe/Oslo", "country": "NO", "languages": ["en"], "sending": "held"}
        network = self.call("events/networks", {"name": name, "slug": name, "signature": "Many", **languages})
        starts_at = datetime.now(UTC).replace(microsecond=0) + timedelta(hours=2)
        times = {"starts_at": starts_at.isoformat(), "ends_at": (starts_at + timedelta(hours=2)).isoformat()}
        body = {
            "network_id": network["id"],
            "title": {"en": f"Evening for many ({name})"},
            "capacity": people - 5,
            **times,
        }
        event: str = self.call("events/events", body)["id"]
        self.call(f"events/events/{event}/publish", {})
        until = time.monotonic() + 60
        while self.product.call("GET", f"registrations/events/{event}/numbers").status_code == 404:
            assert time.monotonic() < until
            time.sleep(0.1)
        for number in range(people):
            person = {"name": f"Invented guest {number:02}", "language": "en", "channels": [], "consents": []}
            one = self.call("registrations/participants", person)["id"]
            self.call(f"registrations/events/{event}/registrations", {"participant_id": one, "answer": "accepted"})
        return event

    def sign_in_link(self, organisation: str | None = None) -> str:
        """Into an organisation of her own."""
        self._made += 1
        web = self.product.reach().api("web")
        slug = organisation or f"new-{self._made}"
        email = f"owner-{slug}@example.org"
        web.post("/api/web/v1/organisations", json={"slug": slug, "name": "Nordlys", "owner_email": email})
        answer = web.post("/api/web/v1/sign-in-links", json={"email": email})
        url: str = answer.raise_for_problem().json["url"]
        return self.product.url + url[url.index("/", 8) :]


@pytest.fixture(scope="module")
def nobody(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Nobody]:
    made = Nobody(tmp_path_factory.mktemp("nobody"))
    yield made
    made.product.stop()


def visit_of(browser: Browser, nobody: Nobody, pictures: Path, size: str, *, script: bool = True) -> Visit:
    made = Visit.of(browser, nobody, pictures, size=size, language="en", script=script)  # type: ignore[arg-type]
    made.go(nobody.sign_in_link())
    made.page.locator("main button[type=submit]").click()
    made.page.locator("main a[href='/start']").wait_for()
    return made


class Counting:
    """Presses like a person and counts it."""

    def __init__(self, visit: Visit) -> None:
        self.visit, self.clicks, self.since = visit, 0, time.monotonic()

    def press(self, selector: str) -> None:
        self.visit.page.locator(selector).first.click()
        self.clicks += 1

    @property
    def seconds(self) -> float:
        return time.monotonic() - self.since


@pytest.mark.parametrize("size", ["desktop"])  # on a phone: test_walk.py
def test_from_nothing_to_a_planned_year(
    browser: Browser, nobody: Nobody, pictures: Path, size: str, capsys: pytest.CaptureFixture[str]
) -> None:
    visit = visit_of(browser, nobody, pictures, size)
    visit.look("home-empty")
    page, her = visit.page, Counting(visit)
    her.press("main a[href='/start']")
    visit.look("start")
    her.press("main a[href='/start/network']")
    her.press("main a[href*='beginning=women']")
    page.fill("#name", "Women of Nordlys")
    page.fill("#contact_name", "Ingrid Solberg")
    page.fill("#contact_phone", "+447700900001")
    visit.look("start-network")
    her.press("main form[action='/start/network'] button[type=submit]")
    page.locator("#preview li").first.wait_for()
    page.fill("#place_name", "Biblioteket")
    with page.expect_response(lambda answer: answer.request.method == "POST"):
        page.select_option("#every", "month_3")
    page.locator("#preview").get_by_text("Tuesday").first.wait_for()
    visit.look("series-new")
    her.press("button[value=save]")
    page.locator("table.themes").wait_for()
    visit.look("themes")
    her.press("main form button[type=submit]")
    page.locator("ol.year").wait_for()
    visit.look("year")
    with capsys.disabled():
        sys.stdout.write(f"\nA year is planned in {her.clicks} clicks and {her.seconds:.0f} seconds ({size})\n")
    assert her.clicks <= MOST_CLICKS
    announces(visit)
    visit.close()


def to_change(page: Page, part: str) -> None:
    """From a gathering to one of the forms that change it."""
    page.locator("summary", has_text="Change this gathering").click()
    page.locator(f"main a[href$='/{part}']").click()


def announces(visit: Visit) -> None:
    """The rest of the way: announced, skipped, moved, called off, and back home."""
    page = visit.page
    page.locator(".year-date details summary").first.click()
    page.locator("form[action$='/skip'] button").first.click()
    page.locator("form[action$='/hold'] button").first.wait_for()
    visit.look("year-skipped")
    page.locator(".notice form button").click()
    page.locator("a[href$='/publish']").first.click()
    visit.look("series-publish")
    page.locator("main form button[type=submit]").click()
    page.locator(".notice").first.wait_for()
    page.locator("ol.year a[href^='/events/']").first.click()
    visit.look("event-announced")
    address = page.url
    for part in ("edit", "move", "capacity", "cancel"):
        to_change(page, part)
        visit.look(f"event-{part}")
        page.goto(address)
    to_change(page, "move")
    page.fill("#time", "18:30")
    page.locator("button[value=look]").click()
    visit.look("event-move-sure")
    page.locator("button[value=move]").click()
    page.locator(".notice").first.wait_for()
    page.goto("/".join(address.split("/")[:3]))
    visit.look("home-left-to-do")
    network = page.locator("a[href^='/networks/']").first
    page.goto(address)
    series = page.locator("nav.trail a[href^='/networks/']").first.get_attribute("href")
    assert network
    visit.go(f"{series}/series")
    visit.look("series-list")
    visit.go(f"{series}/events/new")
    visit.look("event-new")
    visit.go(f"{series}/attendance")
    visit.look("attendance")


@pytest.mark.parametrize("size", ["phone"])
def test_answers_and_the_door_by_many(browser: Browser, nobody: Nobody, pictures: Path, size: str) -> None:
    event = nobody.an_evening(size, people=60)
    visit = Visit.of(browser, nobody, pictures, size=size, language="en")  # type: ignore[arg-type]
    visit.go(nobody.sign_in_link("demo"))
    visit.page.locator("main button[type=submit]").click()
    visit.page.locator("main h2 a").first.wait_for()
    visit.look("home-full")
    page = visit.page
    visit.go(f"/events/{event}")
    visit.look("event-answered")
    visit.go(f"/events/{event}/over-time")
    visit.look("over-time")
    visit.go(f"/events/{event}?status=waitlisted")
    page.locator("#people th a").first.click()
    visit.look("event-person")
    visit.go(f"/c/{event}")
    visit.look("check-in-open")
    other = visit.context.new_page()
    other.goto(page.url)
    page.fill("#name", "guest 07")
    page.locator("#roll li").nth(1).wait_for(state="detached")
    page.locator("button[name=present]").click()
    page.locator("#roll .just").get_by_role("button", name="Undo").wait_for()
    for line in (".there strong", "#said"):  # without anybody touching that screen
        expect(other.locator(line)).to_have_text("1 is there", timeout=LONGEST)
    visit.go(f"/c/{event}")
    page.locator("#walk-in summary").click()
    page.fill("#walk-in-name", "Noor")
    page.locator("button", has_text="One more").click()
    for screen in (page, other):
        expect(screen.locator("#said")).to_have_text("2 are there", timeout=LONGEST)
    the_door_with_one_hand(visit, other)
    page.locator("#roll details summary").last.click()
    visit.look("check-in-walk-in")
    visit.go(f"{page.url.partition('?')[0].partition('#')[0]}/close")
    visit.look("check-in-close")
    visit.close()


def the_door_with_one_hand(visit: Visit, other: Page) -> None:
    """Far down the list: nothing moves, closes or is lost by a press, by another host, or by a server that fails."""
    page = visit.page
    page.locator("#walk-in summary").click()
    page.fill("#walk-in-name", "Typed so far")
    page.locator("#roll summary").nth(1).click()
    row, elsewhere = page.locator("#roll li").nth(40), other.locator("#roll li").nth(42)
    row.scroll_into_view_if_needed()
    row.get_by_role("button", name="Present").click()
    row.get_by_role("button", name="Undo").wait_for()
    elsewhere.get_by_role("button", name="Present").click()
    page.locator("#roll li.recorded").nth(3).wait_for()
    expect(row).to_be_in_viewport()
    assert page.locator("#roll details[open]").count() == 1
    assert page.input_value("#walk-in-name") == "Typed so far"
    row.get_by_role("button", name="Undo").click()
    row.get_by_text("Taken back.").wait_for()
    with page.expect_response(lambda answer: answer.status == 503):
        page.route("**/c/*", lambda route: route.fulfill(status=503, body="<html><body>away</body></html>"))
    page.wait_for_timeout(500)
    assert page.locator("#roll li").count() > 40
    page.unroute("**/c/*")
    visit.faults.clear()  # the browser says aloud that a server failed


def test_without_a_mouse_a_network_is_made(browser: Browser, nobody: Nobody, pictures: Path) -> None:
    visit = visit_of(browser, nobody, pictures, "desktop")
    page = visit.page

    def reach(selector: str) -> None:
        for _ in range(80):
            page.keyboard.press("Tab")
            if page.evaluate("selector => document.activeElement.matches(selector)", selector):
                return
        raise AssertionError(f"no way to {selector}")

    reach("main a[href='/start']")
    page.keyboard.press("Enter")
    page.locator("main a[href='/start/network']").wait_for()
    reach("main a[href='/start/network']")
    page.keyboard.press("Enter")
    page.locator("main a[href*='beginning=cafe']").wait_for()
    reach("main a[href*='beginning=cafe']")
    page.keyboard.press("Enter")
    page.locator("#name").wait_for()
    reach("#name")
    page.keyboard.type(" by keyboard")
    page.keyboard.press("Enter")
    page.locator("#preview").wait_for()
    reach("button[value=save]")
    page.keyboard.press("Enter")
    page.locator("ol.year").wait_for()
    visit.close()


def test_without_javascript_the_dates_are_looked_up_by_a_button(
    browser: Browser, nobody: Nobody, pictures: Path
) -> None:
    visit = visit_of(browser, nobody, pictures, "phone", script=False)
    visit.go("/start/network?beginning=course")
    visit.page.locator("main form[action='/start/network'] button[type=submit]").click()
    visit.page.select_option("#every", "two_weeks")
    visit.page.locator("button[value=look]").click()
    assert visit.page.locator("#preview li").count() == 4
    visit.page.locator("button[value=save]").click()
    assert visit.page.locator("ol.year").count() == 1
    visit.close()
