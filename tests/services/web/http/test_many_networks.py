"""What pages ask of the services does not grow with networks and gatherings, nor what they ask again and again."""

from datetime import timedelta

import pytest

from tests.services.web.http.test_home import reply_waits
from tests.services.web.http.test_message_log import log
from tests.services.web.site import Browser, Page, Row, Site, said
from tests.support.looks import Asked

ASKED = ("events", "registrations", "notifications", "partners")


def networks(site: Site, number: int, *, since: int = 0) -> list[Row]:
    """Each with messages that are held, somebody who cannot be reached, and a gathering that is over."""
    made = []
    for place in range(since, since + number):
        network = site.a_network(name=f"Network {place}", slug=f"network-{place}", sending="held", public=True)
        site.a_member(network, "Zahra Ahmadi", phone=f"+4477009001{place:02}")
        site.a_member(network, "Amal Haddad")
        site.an_event(network, days=8)
        made.append(network)
    return made


def asked_for(site: Site, browser: Browser, path: str) -> list[str]:
    with Asked(site.services, *ASKED) as addresses:
        assert browser.get(path).status_code == 200
    return addresses


@pytest.mark.parametrize("path", ["/", "/networks"])
def test_a_page_asks_as_much_of_four_networks_as_of_one(site: Site, path: str) -> None:
    site.an_organisation()
    networks(site, 1)
    browser = site.organiser(Accept_Language="en")
    of_one = asked_for(site, browser, path)
    networks(site, 3, since=1)
    assert asked_for(site, browser, path) == of_one
    assert len(of_one) == {"/": 13, "/networks": 3}[path]
    page = browser.get(path)
    for place in range(4):
        assert f"Network {place}" in page.text


@pytest.mark.slow
def test_the_last_of_many_networks_is_looked_at_too(site: Site) -> None:
    site.an_organisation()
    *others, last = [site.a_network(name=f"N {place}", slug=f"n-{place}", public=True) for place in range(25)]
    asks = {"name": "Zahra Ahmadi", "phone": "+447700900101", "language": "fa", "asked_in": "fa"}
    site.post(f"registrations/public/networks/{last['slug']}/join-requests", asks)
    words = said(site.organiser(Accept_Language="en").get("/"))
    assert f"Somebody asks to join {last['name']}." in words
    assert words.count("Somebody asks to join") == 1
    assert others[0]["id"] < last["id"]


def test_of_many_series_that_run_out_the_first_are_named(site: Site) -> None:
    site.an_organisation()
    network = site.a_network()
    for weeks in (8, *range(1, 4), *[7] * 18):
        starts_at = f"{site.clock.now() + timedelta(days=weeks):%Y-%m-%d}T17:00"
        body = {"network_id": network["id"], "title": {"en": f"After {weeks}"}, "starts_at": starts_at}
        site.put("events/series", body | {"duration": "PT2H", "rrule": f"FREQ=WEEKLY;COUNT={weeks}"})
    words = said(site.organiser(Accept_Language="en").get("/"))
    assert words.count("make another series") == 20
    assert words.index("After 1 has") < words.index("After 2 has") < words.index("After 3 has") < words.index("After 7")
    assert "After 8 has" not in words


def again(page_text: str) -> str:
    """Where the live part of a page looks for news."""
    (address,) = [str(named["hx-get"]) for _, named in Page(page_text).tags if "hx-get" in named]
    return address


def test_the_numbers_of_a_log_are_not_sent_again_unchanged(site: Site) -> None:
    event, browser = log(site)
    path = f"/events/{event['id']}/messages"
    live = again(browser.get(path).text)
    with Asked(site.services, *ASKED) as addresses:
        assert browser.get(live).status_code == 204
    assert addresses == [f"events/{event['id']}", f"events/{event['id']}/summary"]
    network = site.call("get", f"events/networks/{event['network_id']}").json
    site.a_member(network, "Amal Haddad")
    site.settle()
    assert browser.get(live).status_code == 200


def test_messages_that_wait_are_asked_for_together_and_not_sent_again_unchanged(site: Site) -> None:
    site.an_organisation()
    browser = site.organiser(Accept_Language="en")
    nothing = again(browser.get("/messages").text)
    assert browser.get(nothing).status_code == 204
    reply_waits(site)
    assert browser.get(nothing).status_code == 200
    with Asked(site.services, "notifications") as addresses:
        live = again(browser.get("/messages").text)
        assert browser.get(live).status_code == 204
    assert addresses == ["replies", "replies"]
