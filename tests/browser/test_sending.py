"""Messages, sending, partners, trouble and languages, as an organiser sees them on a phone and at a desk."""

import re
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import requests
from playwright.sync_api import Browser, Page

from tests.browser.visit import PHONES, SIZES, Visit, World

QUESTION = "هل يمكنني إحضار أطفالي؟"

pytestmark = pytest.mark.slow
everywhere = pytest.mark.parametrize("size", SIZES)


def signed_in(browser: Browser, world: World, pictures: Path, size: str, *, script: bool = True) -> Visit:
    visit = Visit.of(browser, world, pictures, size=size, language="en", script=script)
    visit.go(world.sign_in_link())
    visit.page.locator("main button[type=submit]").click()
    visit.page.locator("main h1").wait_for()
    return visit


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """A product that waits before it sends, as it does for people, but half as long: so does what its world needs."""
    made = World(tmp_path_factory.mktemp("world"), {"SAMLING_SENDING_UNDO": "30"})
    yield made
    made.close()


def held(world: World) -> str:
    """The network holds what it would send, and a gathering is announced."""
    network = world.network["id"]
    world.call("PATCH", f"events/networks/{network}", {"sending": "held"})
    starts_at = datetime.now(UTC) + timedelta(days=9)  # real time: the product has a clock of its own
    body = {
        "network_id": network,
        "title": {"nb": "Ekstra samling", "en": "One more gathering"},
        "starts_at": starts_at.isoformat(),
        "ends_at": (starts_at + timedelta(hours=2)).isoformat(),
    }
    event = world.call("POST", "events/events", body)
    world.call("POST", f"events/events/{event['id']}/publish", {"invite": "now"})
    until = time.monotonic() + 30
    while not world.call("GET", f"notifications/networks/{network}/summary")["held"] and time.monotonic() < until:
        time.sleep(0.2)
    return f"/networks/{network}/sending"


@everywhere
def test_the_safety_catch_from_preview_to_stop(browser: Browser, world: World, pictures: Path, size: str) -> None:
    path = held(world)
    visit = signed_in(browser, world, pictures, size)
    visit.go(path)
    visit.page.locator("details.spoken summary").nth(2).click()
    visit.look("sending-held")
    visit.page.locator(f"a[href='{path}/start']").click()
    visit.look("sending-sure")
    visit.page.locator("main button[type=submit]").click()
    visit.page.locator(".countdown").filter(has_text=re.compile(r"starts in \d+ seconds")).wait_for()
    visit.look("sending-starts")
    visit.page.locator("#hold").click()
    visit.page.locator("text=Nothing more is sent").wait_for()
    visit.close()


@everywhere
def test_partners_and_their_secrets(browser: Browser, world: World, pictures: Path, size: str) -> None:
    visit = signed_in(browser, world, pictures, size)
    visit.go("/partners")
    visit.look("partners")
    visit.page.locator("#name").fill(f"Velferdssystemet {size}")
    visit.page.locator("main button[type=submit]").click()
    visit.page.locator("form[action$='/grants'] button").click()
    visit.look("partner")
    visit.page.locator("form[action$='/tokens'] button").click()
    visit.page.locator("#secret").wait_for()
    visit.look("partner-secret")
    visit.go("/partners")
    visit.close()


@everywhere
def test_messages_trouble_and_languages(browser: Browser, world: World, pictures: Path, size: str) -> None:
    visit = signed_in(browser, world, pictures, size)
    event = visit.page.locator("main h2 a").first.get_attribute("href")
    for name, path in {
        "messages": "/messages",
        "suppressions": "/messages/suppressions",
        "message-log": f"{event}/messages",
        "trouble": "/trouble",
        "languages": "/settings/languages",
        "language-ar": "/settings/languages/ar",
    }.items():
        visit.go(path)
        visit.look(name)
    visit.close()


def test_a_question_appears_by_itself_and_is_answered(browser: Browser, world: World, pictures: Path) -> None:
    visit = signed_in(browser, world, pictures, "phone")
    visit.go("/messages")
    requests.post(f"{world.product.url}/sandbox/api/sms", json={"from": PHONES["ar"], "body": QUESTION}, timeout=10)
    visit.page.locator("blockquote").wait_for()
    visit.look("messages-one")
    visit.page.locator("button[value=accepted]").first.click()
    visit.page.locator("text=Recorded: the answer is yes.").wait_for()
    visit.close()


def test_without_script_it_is_started_and_stopped(browser: Browser, world: World, pictures: Path) -> None:
    path = held(world)
    visit = signed_in(browser, world, pictures, "phone", script=False)
    visit.go(f"{path}/start")
    visit.page.locator("main button[type=submit]").click()
    assert _heading(visit.page) == "Sending"
    visit.page.locator("#hold").click()
    assert _heading(visit.page) == "Sending"
    visit.close()


def _heading(page: Page) -> str:
    return page.locator("h1").inner_text()
