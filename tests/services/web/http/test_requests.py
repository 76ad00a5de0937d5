"""Who asks to join from the public page is let in, as herself if she is known, or not."""

import pytest

from tests.services.web.http.test_people import members, organiser, pressed
from tests.services.web.site import Browser, Row, Site, said

ASKS = {"name": "Zahra Ahmadi", "phone": "+447700900101", "language": "fa", "asked_in": "fa"}


def asked(site: Site, **fields: str) -> tuple[Browser, Row, str]:
    """An organiser of a network that somebody asks to join."""
    browser, network, path = organiser(site)
    site.call("patch", f"events/networks/{network['id']}", {"public": True}).raise_for_problem()
    site.settle()
    asks(site, network, **fields)
    return browser, network, f"{path}/requests"


def asks(site: Site, network: Row, **fields: str) -> None:
    site.post(f"registrations/public/networks/{network['slug']}/join-requests", ASKS | fields)


def action(page_path: str, text: str, word: str) -> str:
    """The address of the button that decides."""
    at = text.index(f'action="{page_path}/')
    name = text[at + 8 : text.index('"', at + 8)]
    return f"{name.rpartition('/')[0]}/{word}"


def test_who_asks_is_let_in_and_invited(site: Site) -> None:
    browser, network, path = asked(site)
    site.an_event(network)
    assert f'href="{path}"' in browser.get("/").text
    page = browser.get(path)
    assert "Zahra Ahmadi +447700900101 Persian Asked on Monday, 4 January 2027" in said(page)
    after = browser.follow(pressed(browser, page, action(path, page.text, "accept")))
    site.settle()
    assert "The person belongs to this network now" in said(after)
    assert "Nobody is waiting." in said(after)
    assert [person["name"] for person in members(site, network)] == ["Zahra Ahmadi"]
    assert len(site.phones.to("+447700900101")) == 1


def test_who_is_not_let_in_is_forgotten_and_a_second_press_says_so(site: Site) -> None:
    browser, network, path = asked(site)
    page = browser.get(path)
    after = browser.follow(pressed(browser, page, action(path, page.text, "decline")))
    assert "The request is forgotten." in said(after)
    assert members(site, network) == []
    late = browser.follow(pressed(browser, page, action(path, page.text, "accept")))
    assert "Somebody else has decided this already." in said(late)


def test_who_is_known_by_her_phone_can_be_let_in_as_herself(site: Site) -> None:
    browser, network, path = asked(site, name="Zahra")
    known = site.put("registrations/participants", {"name": "Maryam Ahmadi", "phone": ASKS["phone"], "language": "fa"})
    page = browser.get(path)
    assert "It is Maryam Ahmadi: let them in" in said(page)
    pressed(browser, page, action(path, page.text, "accept"), participant=known["id"])
    assert [person["id"] for person in members(site, network)] == [known["id"]]


def test_who_stopped_herself_is_not_brought_back_by_a_form(site: Site) -> None:
    browser, network, path = asked(site)
    stopped = [{"purpose": "invitations", "given": False}]
    site.put("registrations/participants", ASKS_AS_A_PERSON | {"consents": stopped})
    page = browser.get(path)
    after = browser.follow(pressed(browser, page, action(path, page.text, "accept")))
    assert "The person once stopped the invitations." in said(after)
    assert members(site, network) == []


ASKS_AS_A_PERSON = {name: ASKS[name] for name in ("name", "phone", "language")}


def test_a_network_without_public_page_says_that_nobody_can_ask(site: Site) -> None:
    browser, _, path = organiser(site)
    assert "Nobody can ask" in said(browser.get(f"{path}/requests"))


@pytest.mark.slow
def test_only_organisers_of_the_organisation_decide(site: Site) -> None:
    browser, network, path = asked(site)
    page = browser.get(path)
    accept = action(path, page.text, "accept")
    site.an_account("host@example.org", "host")
    host = site.organiser("host@example.org")
    assert host.get(path).status_code == 403
    assert host.post(accept, {}).status_code == 403
    assert members(site, network) == []
