"""Every page, as its people see it: at phone and desktop width, in Norwegian, English and Arabic."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.visit import PHONES, SIZES, Visit, World

pytestmark = pytest.mark.slow
everywhere = pytest.mark.parametrize("size", SIZES)
in_each_language = pytest.mark.parametrize("language", PHONES)


@pytest.fixture
def visit(browser: Browser, world: World, pictures: Path, size: str, language: str) -> Iterator[Visit]:
    made = Visit.of(browser, world, pictures, size=size, language=language)
    yield made
    made.close()


def direction(page: Page) -> str:
    return str(page.evaluate("getComputedStyle(document.body).direction"))


@everywhere
@in_each_language
def test_what_everybody_may_see(visit: Visit, world: World) -> None:
    for name, path in {"sign-in": "/sign-in", "unknown": "/p/AAAAAAAAAAAAAAAAAAAAAA"}.items():
        visit.page.goto(world.product.url + path)
        visit.look(name)
    visit.faults.clear()  # the browser says so of an answer of 404


def test_without_javascript_an_organiser_comes_as_far(browser: Browser, world: World, pictures: Path) -> None:
    visit = Visit.of(browser, world, pictures, size="phone", language="nb", script=False)
    visit.go(world.sign_in_link())
    visit.page.locator("main button[type=submit]").click()
    visit.page.locator("main h2 a").first.click()
    visit.page.locator("main a[href^='/c/']").click()
    assert visit.page.locator("h1").count() == 1
    visit.close()


def test_the_keyboard_alone_is_enough_to_answer(browser: Browser, world: World, pictures: Path) -> None:
    visit = Visit.of(browser, world, pictures, size="desktop", language="en")
    visit.go(world.links["en"])
    visit.page.keyboard.press("Tab")
    assert visit.page.evaluate("document.activeElement.getAttribute('href')") == "#content"
    for _ in range(20):
        if visit.page.evaluate("document.activeElement.value") == "accepted":
            break
        visit.page.keyboard.press("Tab")
    visit.page.keyboard.press("Enter")
    visit.page.locator("button[value=accepted] .answer-given").wait_for()
    visit.close()


def test_twin_a_page_with_a_fault_is_not_let_pass(browser: Browser, world: World, pictures: Path) -> None:
    visit = Visit.of(browser, world, pictures, size="phone", language="nb")
    visit.go(world.links["nb"])
    visit.page.evaluate("document.querySelector('main').insertAdjacentHTML('beforeend', '<img src=\"data:,\">')")
    with pytest.raises(AssertionError, match="image-alt"):
        visit.look("twin")
    visit.page.evaluate("console.error('planted')")
    with pytest.raises(AssertionError, match="planted"):
        visit.close()
