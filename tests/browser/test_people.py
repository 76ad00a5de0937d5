"""Networks and their people, as an organiser sees them: made, entered in a row, pasted, called."""

from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.visit import SIZES, Visit, World

pytestmark = pytest.mark.slow
everywhere = pytest.mark.parametrize("size", SIZES)

LIST = """Name\tPhone\tLanguage
Selam WHO\t+44770090050SIZE\tti
Maryam WHO\tmaryam.WHO@example.org\tpersisk
\t+447700900503\t
مريم WHO\t+44770090051SIZE\tArabic"""


@pytest.fixture
def visit(browser: Browser, world: World, pictures: Path, size: str) -> Iterator[Visit]:
    made = Visit.of(browser, world, pictures, size=size, language="en")
    signs_in(made, world)
    yield made
    made.close()


def signs_in(visit: Visit, world: World) -> None:
    visit.go(world.sign_in_link())
    visit.page.locator("main button[type=submit]").click()
    visit.page.locator("main h1").wait_for()


def makes(page: Page) -> str:
    """A new network; its address."""
    page.goto(page.url.split("/", 3)[0] + "//" + page.url.split("/")[2] + "/networks/new")
    page.locator("#name").fill("Språkkaféen")
    page.locator("#slug").focus()
    expect(page.locator("#slug")).to_have_value("sprakkafeen")
    page.locator("#slug").fill(f"kafe-{uuid4().hex[:8]}")
    page.locator("#signature").fill("Kafeen")
    page.locator("#wording-open").check()
    return page.url


@everywhere
def test_a_network_is_made_and_its_people_are_entered(visit: Visit, size: str) -> None:
    page, phone = visit.page, f"+44770090052{len(size) % 10}"
    visit.go("/networks")
    visit.look("networks")
    makes(page)
    visit.look("network-new")
    page.locator("main button[type=submit]").click()
    page.locator(".notice").wait_for()
    visit.look("network-home")
    page.locator(".tabs a[href$='/people']").click()
    visit.look("people-none")
    page.locator("#name").fill(f"Zahra {size}")
    page.locator("#contact").fill(phone)
    page.keyboard.press("Enter")
    page.get_by_text("Entered just now.").wait_for()
    assert page.evaluate("document.activeElement.id") == "name"
    visit.look("people-entered")
    page.locator("#name").fill(f"Zara {size}")
    page.locator("#contact").fill(phone)
    page.keyboard.press("Enter")
    page.get_by_text("Is it the same person?").wait_for()
    visit.look("people-is-it-her")
    page.get_by_role("button", name="Another person").click()
    page.get_by_text("Entered just now.").wait_for()
    page.locator("#q").press_sequentially("zar")
    expect(page.locator("#list tbody tr")).to_have_count(1)
    expect(page.locator("#said")).to_have_text("1 person found")
    page.locator("#list tbody a").click()
    page.get_by_text("What the person agreed to").first.wait_for()
    visit.look("person")
    page.get_by_role("link", name="Change").click()
    visit.look("person-edit")
    page.go_back()
    page.get_by_role("link", name="Erase the person").click()
    visit.look("person-erase")
    page.goto(page.url.rpartition("/people/")[0] + "/settings")
    visit.look("network-settings")


@everywhere
def test_a_list_is_pasted_looked_through_and_entered(visit: Visit, size: str) -> None:
    page = visit.page
    lines = LIST.replace("WHO", size).replace("SIZE", str(len(size) % 10))
    lines += "".join(f"\n{size.title()} {chr(97 + n // 26)}{chr(97 + n % 26)}" for n in range(120))
    makes(page)
    page.locator("main button[type=submit]").click()
    page.locator(".notice").wait_for()
    page.goto(page.url.partition("?")[0] + "/people/paste")
    page.locator("#lines").fill(lines)
    visit.look("paste")
    page.locator("main button[type=submit]").click()
    page.get_by_text("1 line to mend").wait_for()
    visit.look("paste-check")
    page.get_by_role("button", name="Add 123 people").first.click()
    page.locator("main").get_by_text("123 people were entered.").wait_for()
    visit.look("paste-done")


@everywhere
def test_a_list_of_the_wrong_network_is_taken_out_again(visit: Visit, size: str) -> None:
    page = visit.page
    makes(page)
    page.locator("main button[type=submit]").click()
    page.locator(".notice").wait_for()
    page.goto(page.url.partition("?")[0] + "/people/paste")
    people = "\n".join(f"{size.title()};Storgata 1;;{chr(97 + n)}@{size}.example.org" for n in range(25))
    page.locator("#lines").fill(f"Name;Address;Phone;E-mail\n{people}\n{size};Storgata 2;12;")
    page.locator("#tags").fill("bus")
    page.locator("main button[type=submit]").click()
    page.get_by_text("Line 27").wait_for()
    visit.look("paste-check-left-out")
    page.get_by_role("button", name="Add 25 people").first.click()
    page.locator("main").get_by_text("25 people were entered.").wait_for()
    page.get_by_role("button", name="Take this list out again").click()
    page.get_by_text("25 people are erased").wait_for()
    visit.look("paste-taken-out")


@everywhere
def test_a_session_that_ends_loses_nothing(visit: Visit, world: World, size: str) -> None:
    """Here it ends as a browser forgets it; after thirty minutes a service says the same."""
    page, here = visit.page, f"/networks/{world.network['id']}"
    (event, *_) = world.call("GET", f"events/events?network_id={world.network['id']}&limit=1")["items"]
    visit.go(f"/events/{event['id']}")
    page.locator("#answers").wait_for()
    page.route("**/events/*?seen=*", lambda live: live.fulfill(status=503, body="<p>We cannot reach this</p>"))
    with page.expect_response(lambda answer: answer.status == 503):
        pass
    page.unroute("**/events/*?seen=*")
    with page.expect_response(lambda answer: answer.status in (200, 204)):
        assert page.locator("#answers").is_visible()
    visit.context.clear_cookies(name="samling")
    page.wait_for_url("**/sign-in")
    visit.go(world.sign_in_link())
    page.locator("main button[type=submit]").click()
    page.wait_for_url(f"**/events/{event['id']}")
    visit.go(f"{here}/series/new")
    page.locator("[name='title.en']").fill("Language café")
    visit.context.clear_cookies(name="samling")
    page.locator("#first_day").fill("2031-01-07")
    page.get_by_text("You were signed out in the meantime").first.wait_for()
    visit.look("signed-out")
    other = visit.context.new_page()
    other.goto(world.sign_in_link())
    other.locator("main button[type=submit]").click()
    other.locator("main h1").wait_for()
    other.close()
    page.get_by_role("button", name="Send again").click()
    page.get_by_text("Look once more").first.wait_for()
    visit.faults.clear()  # a browser tells of each answer that is a refusal
    visit.look("look-once-more")
    page.get_by_role("button", name="Do it").click()
    expect(page.locator("[name='title.en']")).to_have_value("Language café")
    expect(page.locator("#first_day")).to_have_value("2031-01-07")


@everywhere
def test_who_may_not_do_it_finds_the_way_home(visit: Visit) -> None:
    visit.go("/sign-in/nonsense")
    visit.go("/events/evt_none")
    visit.faults.clear()
    visit.look("not-there")
    visit.page.get_by_role("link", name="To the front page").click()
    visit.page.locator("main h1").wait_for()


@everywhere
def test_those_who_have_not_answered_are_called(visit: Visit, world: World) -> None:
    visit.go(f"/networks/{world.network['id']}/people/call-list")
    visit.look("call-list")
    visit.page.get_by_role("button", name="Maybe").first.click()
    visit.page.get_by_text("Recorded.").wait_for()
    visit.look("call-list-recorded")
    visit.page.get_by_role("button", name="Rang, no answer").first.click()
    visit.page.locator("#recorded > p").get_by_text("Rang, no answer").wait_for()
    visit.look("call-list-rang")
    visit.go(f"/networks/{world.network['id']}/people/requests")
    visit.look("requests")
    visit.go(f"/networks/{world.network['id']}/people")
    visit.look("people")
    visit.page.emulate_media(media="print")
    visit.go(f"/networks/{world.network['id']}/people/call-list")
    visit.page.screenshot(path=visit.pictures / f"call-list-print-{visit.name}.png", full_page=True)


def test_without_javascript_people_are_entered_as_well(browser: Browser, world: World, pictures: Path) -> None:
    visit = Visit.of(browser, world, pictures, size="phone", language="en", script=False)
    signs_in(visit, world)
    visit.go(f"/networks/{world.network['id']}/people/paste")
    page = visit.page
    page.locator("#lines").fill("\n".join(f"Uten {chr(97 + n // 26)}{chr(97 + n % 26)}" for n in range(101)))
    page.locator("main button[type=submit]").click()
    page.get_by_role("button", name="Add 101 people").first.click()
    page.get_by_role("button", name="Go on").click()
    page.locator("main").get_by_text("101 people were entered.").wait_for()
    visit.close()
