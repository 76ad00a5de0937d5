"""Asking to join: thanked alike whoever is known, and nothing is sent before a person has looked at it."""

from datetime import timedelta
from typing import Any

import pytest
from werkzeug.test import TestResponse

from tests.services.web.site import Browser, Page, Row, Site, said
from tests.support.corpus import first

PATH = "/n/kvinnenettverket/join"
FILLED = {"name": "Zahra Ahmadi", "phone": "+447700900101", "language": "fa"}


def sends(site: Site, browser: Browser, wait: float = 10, **values: str) -> TestResponse:
    """She looks at the form for a while, fills it in and presses the button."""
    page = browser.get(PATH)
    site.clock.advance(timedelta(seconds=wait))
    return browser.press(page, **FILLED | values)


def asked(site: Site, network: Row) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = site.call("get", f"registrations/networks/{network['id']}/join-requests").json[
        "items"
    ]
    return found


def test_she_asks_and_is_thanked_and_nothing_is_sent(site: Site) -> None:
    network = site.a_network(public=True)
    browser = site.browser(Accept_Language="en")
    thanks = browser.follow(sends(site, browser))
    assert "Thank you! The people who arrange Kvinnenettverket look at it." in said(thanks)
    assert Page(thanks.text).forms == []
    site.settle()
    assert (site.phones.texts, site.mailboxes.mails) == ([], [])
    (request,) = asked(site, network)
    assert (request["name"], request["phone"], request["language"]) == ("Zahra Ahmadi", "+447700900101", "fa")


def test_accepted_she_is_invited_in_her_language(site: Site) -> None:
    network = site.a_network(public=True)
    site.an_event(network)
    sends(site, site.browser(Accept_Language="en"))
    (request,) = asked(site, network)
    joined = site.post(f"registrations/join-requests/{request['id']}/accept", {})
    assert len(site.phones.to("+447700900101")) == 1
    person = site.call("get", f"registrations/participants/{joined['participant_id']}").json
    (consent,) = person["consents"]
    assert (consent["source"], consent["language"], consent["wording_version"]) == ("page", "en", "join-1")
    page = site.browser().get(site.link({"id": joined["participant_id"]}))
    assert page.headers["Content-Language"] == "fa"


@pytest.mark.slow
def test_the_answer_is_the_same_whoever_is_known(site: Site) -> None:
    network = site.a_network(public=True)
    site.a_member(network, "Zahra Ahmadi", phone="+447700900101")
    answers = [sends(site, site.browser(), phone=phone) for phone in ("+447700900101", "+447700900199")]
    assert {answer.status_code for answer in answers} == {303}
    assert len({answer.headers["Location"] for answer in answers}) == 1
    assert len({site.browser().get(answer.headers["Location"]).text for answer in answers}) == 1


def test_a_number_as_it_is_written_at_home_is_understood(site: Site) -> None:
    network = site.a_network(public=True, country="GB")
    assert sends(site, site.browser(), phone="07700 900 101").status_code == 303
    assert asked(site, network)[0]["phone"] == "+447700900101"


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"name": ""}, "Write your name."),
        ({"phone": "", "email": ""}, "Write a phone number that we can send SMS to, or an e-mail address."),
        ({"phone": "12"}, "Write a phone number that we can send SMS to, or an e-mail address."),
        ({"phone": "", "email": "nobody"}, "Write an address such as name@example.org."),
        ({"agree": ""}, "Put a mark here if you agree."),
    ],
)
def test_what_is_missing_is_marked_and_what_was_typed_stays(site: Site, values: dict[str, str], words: str) -> None:
    network = site.a_network(public=True)
    browser = site.browser(Accept_Language="en")
    page = sends(site, browser, **values)
    assert page.status_code == 422
    assert words in said(page)
    typed = Page(page.text).forms[-1].values
    kept = FILLED | values
    assert {name: typed[name] for name in ("name", "phone")} == {name: kept[name] for name in ("name", "phone")}
    assert asked(site, network) == []


def test_who_is_very_quick_presses_once_more(site: Site) -> None:
    network = site.a_network(public=True)
    browser = site.browser(Accept_Language="en")
    page = sends(site, browser, wait=1)
    assert page.status_code == 422
    assert "Press the button once more." in said(page)
    assert asked(site, network) == []
    site.clock.advance(timedelta(seconds=3))
    page.status_code = 200
    assert browser.press(page, language="fa").status_code == 303
    assert len(asked(site, network)) == 1


@pytest.mark.parametrize("values", [{"homepage": "http://spam.example.org"}, {"shown": ""}, {"shown": "1799064000.x"}])
def test_what_only_a_robot_fills_in_is_not_kept(site: Site, values: dict[str, str]) -> None:
    network = site.a_network(public=True)
    assert sends(site, site.browser(), **values).status_code == 422
    assert asked(site, network) == []


def test_a_form_of_yesterday_can_still_be_sent(site: Site) -> None:
    network = site.a_network(public=True)
    browser = site.browser()
    page = sends(site, browser, wait=2 * 86_400)
    site.clock.advance(timedelta(seconds=5))
    page.status_code = 200
    assert browser.press(page, language="fa").status_code == 303
    assert len(asked(site, network)) == 1


def test_too_many_at_once_are_asked_to_wait_and_lose_nothing(site: Site) -> None:
    site.a_network(public=True)
    browser = site.browser(Accept_Language="en")
    statuses = []
    for number in range(61):
        page = sends(site, browser, wait=4, name=f"Zahra {number}")
        statuses.append(page.status_code)
    assert statuses == [303] * 60 + [422]
    assert "Wait a little and press the button again." in said(page)
    assert Page(page.text).forms[-1].values["name"] == "Zahra 60"


@pytest.mark.parametrize("slug", first(1, ["kvinnenettverket", "unknown", "No%20Slug"]))
def test_a_network_that_is_not_public_cannot_be_asked(site: Site, slug: str) -> None:
    site.a_network()
    browser = site.browser()
    answers = [browser.get(f"/n/{slug}/join"), browser.post(f"/n/{slug}/join", FILLED)]
    assert [answer.status_code for answer in answers] == [404, 404]
    assert answers[0].text == browser.get("/n/never-heard-of/join").text


def test_another_sites_form_is_refused(site: Site) -> None:
    site.a_network(public=True)
    assert site.browser().post(PATH, FILLED, Sec_Fetch_Site="cross-site").status_code == 403
