"""Settings, colleagues and what was done, as an owner sees them at phone and desktop width."""

import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from shared.link_tokens import letter_token
from tests.browser.visit import SIZES, Visit, World
from tests.support.process import KEYS

pytestmark = [pytest.mark.slow, pytest.mark.parametrize("size", SIZES)]


@pytest.fixture
def visit(browser: Browser, world: World, pictures: Path, size: str) -> Iterator[Visit]:
    made = Visit.of(browser, world, pictures, size=size, language="en")
    yield made
    made.close()


def press(visit: Visit, words: str) -> None:
    visit.page.locator("main button", has_text=words).first.click()
    visit.page.wait_for_load_state()


def test_an_owner_looks_after_her_organisation(visit: Visit, world: World, size: str) -> None:
    visit.go(world.sign_in_link())
    press(visit, "Sign in")
    visit.page.locator("nav a[href='/settings']").click()
    visit.look("settings")
    visit.page.locator("main a[href='/settings/colleagues']").click()
    visit.page.locator("main a[href='/settings/colleagues/new']").click()
    visit.look("colleague-new")
    visit.page.fill("#name", "Selam Tesfay")
    visit.page.fill("#email", f"selam-{size}@example.org")
    visit.page.check("#role-host")
    press(visit, "Send the invitation")
    assert "The invitation is on its way" in visit.page.inner_text("main")
    visit.look("colleagues")
    visit.page.locator("main h2 a", has_text="Selam").first.click()
    visit.look("colleague")
    visit.page.locator("main a[href$='/remove']").click()
    visit.look("colleague-remove")
    visit.go("/settings/sessions")
    visit.look("sessions")
    visit.go("/settings/activity")
    assert "Invited a colleague" in visit.page.inner_text("main")
    visit.look("activity")


def test_a_link_asked_for_on_one_device_is_not_opened_on_another(
    browser: Browser, world: World, pictures: Path, visit: Visit, size: str
) -> None:
    visit.go("/sign-in")
    visit.page.fill("#email", "owner@example.org")
    press(visit, "Send me a link")
    visit.look("sign-in-sent")
    path = newest_link(world)
    other = Visit.of(browser, world, pictures, size=size, language="en")
    other.go(path)
    assert "belongs to the browser in which you asked for it" in other.page.inner_text("main")
    other.look("sign-in-elsewhere")
    other.close()
    visit.go(path)
    press(visit, "Sign in")
    visit.go("/settings")
    assert visit.page.locator("h1").inner_text() == "Settings"


def newest_link(world: World) -> str:
    """The path of the link that was asked for last, derived as `notifications` does, once it is known whose it is."""
    newest = "SELECT id, due_at FROM links WHERE browser_hash IS NOT NULL ORDER BY id DESC LIMIT 1"
    until = time.monotonic() + 30
    while time.monotonic() < until:
        with closing(sqlite3.connect(world.product.folder / "data" / "web.sqlite3")) as rows:
            link_id, due_at = rows.execute(newest).fetchone()
        if due_at is None:
            return f"/sign-in/{letter_token(KEYS, link_id)}"
        time.sleep(0.1)
    raise AssertionError("the link that was asked for was never looked at")
