"""What participants see, on a phone and on a wide screen, in Norwegian, English and Arabic; no script anywhere."""

import json
import re
import sys
import time
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.test_pages import direction
from tests.browser.visit import PHONES, Visit, World

MOST_BYTES = 60_000  # of a page with all that it loads
SLOW = {"offline": False, "latency": 400, "downloadThroughput": 50_000, "uploadThroughput": 50_000}  # as on 3G
ABOUT = {"nb": "For kvinner som er nye i Norge.\nDet er gratis.", "en": "For women who are new in Norway.\nIt is free."}
NUMBERS = count(500)

pytestmark = pytest.mark.slow
as_it_is_read = pytest.mark.parametrize(
    ("size", "language"), [("phone", "nb"), ("phone", "ar"), ("desktop", "en"), ("desktop", "ar")]
)


@pytest.fixture
def visit(browser: Browser, world: World, pictures: Path, size: str, language: str) -> Iterator[Visit]:
    made = Visit.of(browser, world, pictures, size=size, language=language)
    yield made
    made.close()


@pytest.fixture(scope="module")
def public(world: World) -> str:
    """The address of the network's page, now that it is public."""
    changes = {"public": True, "wording": "open", "about": ABOUT}
    network = world.call("PATCH", f"events/networks/{world.network['id']}", changes)
    return f"/n/{network['slug']}"


def invited(world: World, language: str) -> str:
    """The link of one more person of this language, whom SMS and e-mail reach."""
    phone = f"+447700900{next(NUMBERS)}"
    body = {"name": f"Prøve {language}", "language": language, "phone": phone, "email": f"p{phone[-3:]}@example.org"}
    person = world.call("POST", "registrations/participants", body)
    membership = {"participant_id": person["id"], "network_id": world.network["id"]}
    world.call("POST", "registrations/memberships", membership)
    return link_of(world, phone)


def link_of(world: World, phone: str) -> str:
    until = time.monotonic() + 60
    while time.monotonic() < until:
        for text in world.product.sandbox("sms", to=phone)["items"]:
            if found := re.search(r"/p/[\w-]+", text["body"]):
                return world.product.url + found[0]
        time.sleep(0.1)
    raise AssertionError("she was never invited")


def is_plain(page: Page) -> None:
    """No script, nothing of another site, and all that is pressed is large enough for a thumb."""
    assert page.locator("script").count() == 0
    for target in page.locator("main button, main a.ds-button, main select").all():
        box = target.bounding_box()
        assert box is not None
        assert box["height"] >= 44, target.inner_text()


@as_it_is_read
def test_she_answers_says_what_she_needs_and_how_she_is_written_to(visit: Visit, world: World, language: str) -> None:
    page, link = visit.page, invited(world, language)
    visit.go(link)
    assert direction(page) == ("rtl" if language == "ar" else "ltr")
    visit.look("p-invited")
    is_plain(page)
    page.locator("button[value=accepted]").click()
    page.locator("a.next[href*='calendar.ics']").wait_for()
    visit.look("p-yes")
    sizes = [page.locator(f"button[value={answer}]").bounding_box() for answer in ("accepted", "declined")]
    assert len({(box["width"], box["height"]) for box in sizes if box}) == 1, "yes and no are alike"
    is_plain(page)
    page.locator("#child_care").select_option("2")
    page.locator("#interpreter").select_option("ti")
    page.locator("#transport").check()
    page.locator("form[action*='/needs'] button").click()
    page.locator("[role=status]").wait_for()
    assert page.locator("#child_care").input_value() == "2"
    assert page.locator("#transport").is_checked()
    visit.look("p-needs")
    page.locator("a[href*='/channels']").click()
    visit.look("p-channels")
    page.locator("#sms").uncheck()
    page.locator("main button").click()
    page.locator("[role=status]").wait_for()
    page.locator("a[href*='/stop']").click()
    visit.look("p-stop")
    page.locator("main button").click()
    page.locator("form[action*='/start']").wait_for()
    visit.look("p-stopped")
    is_plain(page)
    page.locator("form[action*='/start'] button").click()
    page.locator("[role=status]").wait_for()
    assert page.locator("form[action*='/start']").count() == 0
    other = "en" if language == "ar" else "ar"
    page.locator(".languages summary").click()
    page.locator(f".languages a[hreflang={other}]").click()
    visit.look("p-other-language")
    page.locator("form[action*='/language'] button").click()
    page.locator("[role=status]").wait_for()
    assert page.locator("html").get_attribute("lang") == other
    assert page.locator("form[action*='/language']").count() == 0


@as_it_is_read
def test_a_newcomer_reads_and_asks_to_join(visit: Visit, world: World, public: str, language: str) -> None:
    page = visit.page
    visit.go(f"{public}?language={language}")
    assert direction(page) == ("rtl" if language == "ar" else "ltr")
    visit.look("n-public")
    is_plain(page)
    page.locator("a[href*='/join']").click()
    visit.look("n-join")
    is_plain(page)
    page.locator("#name").fill("Zahra Prøve")
    page.locator("#agree").check()
    page.wait_for_timeout(3500)
    page.locator("main button").click()
    page.locator("#phone[aria-invalid]").wait_for()
    visit.look("n-join-refused")
    visit.faults.clear()  # the browser says so of an answer of 422
    assert page.locator("#name").input_value() == "Zahra Prøve"
    page.locator("#phone").fill("+447700900600")
    page.locator("main button").click()
    page.locator("form").wait_for(state="detached")
    visit.look("n-thanks")
    requests = world.call("GET", f"registrations/networks/{world.network['id']}/join-requests")["items"]
    assert "+447700900600" in {request["phone"] for request in requests}


# speech as a browser has it, with these voices, that only notes what it is given
SPEECH = """voices => {
  window.heard = [];
  window.SpeechSynthesisUtterance = class { constructor(text) { this.text = text; } };
  const speech = {
    speaking: false,
    getVoices: () => voices,
    speak: said => window.heard.push([said.voice.lang, said.text]),
    cancel: () => {},
  };
  Object.defineProperty(window, "speechSynthesis", { value: speech });
}"""


def voiced(visit: Visit, *voices: tuple[str, bool]) -> None:
    told = json.dumps([{"lang": lang, "localService": local} for lang, local in voices])
    visit.page.add_init_script(f"({SPEECH})({told})")


@as_it_is_read
def test_what_her_page_says_is_read_aloud_in_order(visit: Visit, world: World, language: str) -> None:
    voiced(visit, ("xx-XX", True), (f"{language}-XX", False), (f"{language}-YY", True))
    visit.go(f"{invited(world, language)}/listen")
    visit.page.locator("#listen").click()
    lines = visit.page.locator("[data-line]").all_inner_texts()
    assert visit.page.evaluate("window.heard") == [[f"{language}-YY", line] for line in lines]
    assert len(lines) >= 5
    visit.look("p-listen")


@pytest.mark.parametrize("script", [True, False])
def test_without_a_voice_of_the_phone_it_is_there_to_be_read(
    browser: Browser, world: World, pictures: Path, script: bool
) -> None:
    """A voice that is elsewhere would be told what the page says."""
    visit = Visit.of(browser, world, pictures, size="phone", language="en", script=script)
    voiced(visit, ("en-GB", False), ("ar-XX", True))
    visit.go(f"{invited(world, 'en')}/listen")
    assert not visit.page.locator("#listen").is_visible()
    assert visit.page.locator("#silent").is_visible() is script
    assert visit.page.locator("[data-line]").first.is_visible()
    assert visit.page.locator("button[value=accepted]").is_visible()
    if script:
        visit.look("p-listen-silent")
    visit.close()


@as_it_is_read
def test_she_says_who_may_know_when_she_was_there(visit: Visit, world: World, language: str) -> None:
    partner = world.call("POST", "partners/partners", {"name": "Karrieresenteret"})
    grant = {"network_id": world.network["id"], "purpose": "attendance"}
    world.call("POST", f"partners/partners/{partner['id']}/grants", grant)
    link = invited(world, language)
    visit.go(link)
    visit.page.locator("a[href*='/partners']").click()
    visit.look("p-partners")
    is_plain(visit.page)
    visit.page.locator(f"form:has([value={partner['id']}]) button[value=yes]").click()
    visit.page.locator("[role=status]").wait_for()
    visit.look("p-partner-saved")
    assert world.product.call("DELETE", f"partners/partners/{partner['id']}").status_code == 204


def test_the_keyboard_alone_is_enough_to_say_what_she_needs(browser: Browser, world: World, pictures: Path) -> None:
    visit = Visit.of(browser, world, pictures, size="desktop", language="en")
    visit.go(invited(world, "en"))
    visit.page.locator("button[value=accepted]").focus()
    visit.page.keyboard.press("Enter")
    visit.page.locator("#child_care").wait_for()
    tab_to(visit.page, "child_care")
    visit.page.keyboard.press("ArrowDown")
    tab_to(visit.page, "transport")
    visit.page.keyboard.press("Space")
    visit.page.keyboard.press("Enter")
    visit.page.locator("[role=status]").wait_for()
    assert visit.page.locator("#child_care").input_value() == "1"
    assert visit.page.locator("#transport").is_checked()
    visit.close()


def tab_to(page: Page, name: str) -> None:
    for _ in range(30):
        if page.evaluate("document.activeElement.id") == name:
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"the keyboard does not come to {name}")


@pytest.mark.parametrize("language", PHONES)
def test_every_page_of_hers_is_light(
    browser: Browser, world: World, pictures: Path, public: str, language: str, capsys: pytest.CaptureFixture[str]
) -> None:
    link = invited(world, language)
    sizes = {}
    for name, path in {"invited": link, "yes": link, "public": public, "join": f"{public}/join"}.items():
        visit = Visit.of(browser, world, pictures, size="phone", language=language)
        sizes[name] = weight_of(visit, path)
        if name == "invited":
            visit.page.locator("button[value=accepted]").click()
            visit.page.locator("a.next").wait_for()
        visit.close()
    for name, path in {"listen": f"{link}/listen", "public listen": f"{public}/listen"}.items():
        visit = Visit.of(browser, world, pictures, size="phone", language=language)
        sizes[name] = weight_of(visit, path, files=3)
        visit.close()
    with capsys.disabled():
        told = ", ".join(f"{name} {size}" for name, size in sizes.items())
        sys.stdout.write(f"\nPages in {language}, bytes with all that they load: {told}\n")
    assert all(0 < size <= MOST_BYTES for size in sizes.values())


def weight_of(visit: Visit, path: str, *, files: int = 2) -> int:
    """The bytes that a page takes on the line with all that it loads."""
    came: list[float] = []
    line = visit.context.new_cdp_session(visit.page)
    line.on("Network.loadingFinished", lambda done: came.append(done["encodedDataLength"]))
    line.send("Network.enable")
    visit.go(path)
    visit.page.wait_for_load_state("networkidle")
    assert len(came) == files, "the page and its stylesheet; where it reads aloud, a script"
    return int(sum(came))


@pytest.mark.parametrize("language", PHONES)
def test_how_long_a_slow_line_takes_to_show_it(
    browser: Browser, world: World, pictures: Path, language: str, capsys: pytest.CaptureFixture[str]
) -> None:
    visit = Visit.of(browser, world, pictures, size="phone", language=language)
    link = invited(world, language)
    line = visit.context.new_cdp_session(visit.page)
    line.send("Network.enable")
    line.send("Network.emulateNetworkConditions", SLOW)
    took = []
    for _ in range(2):  # the second time the browser has the stylesheet
        began = time.monotonic()
        visit.page.goto(link, timeout=60_000)
        visit.page.locator("button[value=accepted]").wait_for()
        shown = visit.page.evaluate("performance.getEntriesByName('first-contentful-paint')[0]?.startTime")
        took.append(f"{time.monotonic() - began:.1f} s (first words after {(shown or 0) / 1000:.1f} s)")
    with capsys.disabled():
        sys.stdout.write(f"\nOver 400 kbit/s with 400 ms of delay, in {language}: {took[0]}, then {took[1]}\n")
    visit.close()
