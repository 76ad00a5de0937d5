"""A product that runs, with people who were invited, and a browser that looks at it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.browser.visit import World
from tests.support.chromium import QUIET, chromium


@pytest.fixture(scope="session")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """One product for all pages; what one test does stays for the next."""
    made = World(tmp_path_factory.mktemp("world"))
    yield made
    made.close()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=chromium(), args=list(QUIET))
        yield started
        started.close()


@pytest.fixture(scope="session")
def pictures() -> Path:
    """Where pictures of the pages are kept."""
    folder = Path("var/pictures")
    folder.mkdir(parents=True, exist_ok=True)
    return folder
