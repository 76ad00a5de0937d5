"""From the form to the mail and back: the link in the letter that `notifications` sends is the one that `web` knows."""

import re

from tests.services.web.site import OWNER, Browser, Site

LINK = re.compile(r"http://localhost(/sign-in/[\w-]{22})\s")


def link_for(site: Site, address: str) -> str:
    """The path in the newest mail to this address."""
    site.settle()
    body = site.mailboxes.to(address)[-1].get_body(("plain",))
    assert body is not None
    (found,) = LINK.findall(body.get_content())
    return str(found)


def is_let_in(browser: Browser, path: str) -> bool:
    return browser.press(browser.get(path)).status_code == 303 and browser.get("/").status_code == 200


def test_who_asked_comes_in_by_the_link_in_her_mail(site: Site) -> None:
    site.an_organisation()
    browser = site.browser()
    browser.post("/sign-in", {"email": OWNER})
    assert is_let_in(browser, link_for(site, OWNER))


def test_a_colleague_comes_in_by_the_link_in_hers(site: Site) -> None:
    site.an_organisation()
    owner = site.organiser()
    owner.press(owner.get("/settings/colleagues/new"), name="Selam", email="selam@example.org", role="host")
    assert is_let_in(site.browser(), link_for(site, "selam@example.org"))
