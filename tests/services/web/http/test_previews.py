"""Wherever many are told, the page shows the words in each language, for how many they are, and what they cost."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from services.web.pages import EXTENSION
from shared.http.client import ApiClient
from tests.services.web.site import Browser, Page, Row, Site, said

AWAY = "http://127.0.0.1:1"


@pytest.fixture
def site(make_site: Callable[..., Site]) -> Site:
    """A site that knows what one SMS costs."""
    site = make_site(SAMLING_SMS_PRICE="0.45 NOK")
    site.an_organisation()
    return site


@pytest.fixture
def network(site: Site) -> Row:
    """Three members: one is reached by SMS and mail, one by SMS and in a language of her own, one not at all."""
    network = site.a_network(wording="open")
    site.a_member(network, "Zahra Ahmadi", phone="+447700900101", email="zahra@example.org", language="ar")
    site.a_member(network, "Selam Tesfay", phone="+447700900102", language="ti")
    site.a_member(network, "Rana Khalil")
    return network


@pytest.fixture
def organiser(site: Site, network: Row) -> Browser:
    return site.organiser(Accept_Language="en")


def test_a_draft_is_shown_as_its_members_would_get_it(site: Site, network: Row, organiser: Browser) -> None:
    event = site.an_event(network, publish=False, theme={"nb": "Svømming", "ar": "السباحة"})
    before = site.rows()
    page = organiser.get(f"/events/{event['id']}/publish")
    words = said(page)
    assert "2 people get it" in words
    assert "2 by SMS" in words
    assert "1 by e-mail" in words
    assert "1 person cannot be reached" in words
    assert "السباحة" in words
    assert 'lang="ar" dir="rtl"' in page.text
    assert words.count("not checked yet") == 2
    assert page.text.count('<details class="spoken" open>') == 1
    assert site.rows() == before


def test_what_it_costs_is_written_as_the_reader_writes_it(site: Site, network: Row, organiser: Browser) -> None:
    event = site.an_event(network, publish=False)
    path = f"/events/{event['id']}/publish"
    found = re.search(r"(\d+) SMS to pay for \(about NOK(\d+\.\d\d)\)", said(organiser.get(path)))
    assert found
    assert float(found[2]) == pytest.approx(int(found[1]) * 0.45)
    assert f"{found[2].replace('.', ',')}\xa0kr" in organiser.get(f"{path}?language=nb").text


def test_without_a_price_nothing_is_said_of_it(make_site: Callable[[], Site]) -> None:
    site = make_site()
    site.an_organisation()
    network = site.a_network()
    site.a_member(network, "Zahra Ahmadi", phone="+447700900101")
    event = site.an_event(network, publish=False)
    words = said(site.organiser(Accept_Language="en").get(f"/events/{event['id']}/publish"))
    assert "SMS to pay for" in words
    assert "about" not in words


def test_a_network_without_people_says_so(site: Site, network: Row, organiser: Browser) -> None:
    empty = site.a_network(slug="tomt", name="Tomt")
    event = site.an_event(empty, publish=False)
    words = said(organiser.get(f"/events/{event['id']}/publish"))
    assert "Nobody would be invited: enter the people of the network first." in words
    assert "people get it" not in words
    assert "Samling" in words


def moves(organiser: Browser, event: Row) -> str:
    path = f"/events/{event['id']}/move"
    asked = organiser.get(f"{path}")
    return said(organiser.press(asked, "look", day="2027-02-16", time="18:00"))


def test_a_move_is_shown_with_its_new_time_and_a_cancellation_in_its_words(
    site: Site, network: Row, organiser: Browser
) -> None:
    event = site.an_event(network, title={"nb": "Samling", "ar": "لقاء"})
    words = moves(organiser, event)
    assert "tirsdag 16. februar kl. 18.00" in words
    assert "2 people are told of the new time" in words
    words = said(organiser.get(f"/events/{event['id']}/cancel"))
    assert "2 people are told." in words
    assert "avlyst" in words
    assert "2 by SMS" in words
    assert "1 person must be told by you: no message reaches them." in words
    assert "1 person must be told by you" in said(organiser.get(f"/events/{event['id']}/edit"))


def needs(organiser: Browser) -> bool:
    return "Somebody does not know yet that Gathering on" in said(organiser.get("/"))


def test_whom_no_message_tells_of_a_change_is_called_and_noted(site: Site, network: Row, organiser: Browser) -> None:
    site.a_member(network, "Noor Haddad", phone="+447700900103", protected=True, call_name="Nina")
    event = site.an_event(network)
    site.writes("+447700900103", "STOPP")
    path = f"/events/{event['id']}"
    asked = organiser.press(organiser.get(f"{path}/move"), "look", day="2027-02-16", time="18:00")
    assert "2 people must be told by you" in said(asked)
    assert "Noor Haddad" not in asked.text
    assert "tel:+447700900103" in Page(asked.text).links
    assert not needs(organiser)
    page = organiser.follow(organiser.press(asked, "move"))
    site.settle()
    for path_of in (path, f"{path}?language=nb"):
        assert "tel:+447700900103" in Page(organiser.get(path_of).text).links
    words = said(organiser.get(f"{path}?language=en"))
    assert "No message told these people of the change." in words
    assert words.index("Nina") < words.index("Rana Khalil")
    assert needs(organiser)
    told = [form for form in Page(organiser.get(path).text).forms if form.action.endswith("/told")]
    assert len(told) == 2
    for form in (told[0], told[0], told[1]):
        page = organiser.follow(organiser.post(form.action, form.values))
        assert "Noted: you told them." in said(page)
    assert "Whom you must tell" not in said(page)
    assert not needs(organiser)
    assert "A person told them." in said(organiser.get(f"{path}/messages"))
    site.post(f"events{path}/cancel", {})
    site.settle()
    assert "No message told these people that the gathering is cancelled." in said(organiser.get(path))
    assert needs(organiser)


@pytest.mark.parametrize(
    ("sending", "members", "words"),
    [
        ("on", False, "Nobody is invited yet, so nobody is told."),
        ("held", True, "Nobody has heard of it yet, so nobody is told."),
    ],
)
def test_where_nobody_has_heard_of_it_no_zero_is_said(
    site: Site, organiser: Browser, sending: str, members: bool, words: str
) -> None:
    network = site.a_network(slug="annet", name="Annet", sending=sending)
    if members:
        site.a_member(network, "Noor Haddad", phone="+447700900103")
    event = site.an_event(network)
    for page in (moves(organiser, event), said(organiser.get(f"/events/{event['id']}/cancel"))):
        assert words in page
        assert "0 people" not in page


def test_a_gathering_is_called_off_also_while_its_words_cannot_be_shown(
    site: Site, network: Row, organiser: Browser
) -> None:
    event = site.an_event(network)
    extensions = site.services["web"].app.extensions
    kept = extensions[EXTENSION]
    extensions[EXTENSION] = replace(kept, notifications=ApiClient(AWAY))
    try:
        path = f"/events/{event['id']}/cancel"
        page = organiser.get(f"{path}")
        assert "3 people are invited, and are told if a message reaches them." in said(page)
        assert organiser.press(page).headers["Location"].endswith("?said=cancelled")
    finally:
        extensions[EXTENSION] = kept


def test_the_sending_page_shows_what_goes_out_next_by_itself(site: Site, network: Row, organiser: Browser) -> None:
    body = {
        "network_id": network["id"],
        "title": {"nb": "Kafé"},
        "rrule": "FREQ=MONTHLY;COUNT=2",
        "starts_at": "2027-03-09T17:00",
        "timezone": "Europe/Oslo",
        "duration": "PT2H",
        "invite_before": "P14D",
    }
    series = site.post("events/series", body)
    site.post(f"events/series/{series['id']}/publish", {})
    site.an_event(network)
    path = f"/networks/{network['id']}/sending"
    words = said(organiser.get(f"{path}"))
    assert "The invitation: Kafé They go out on Tuesday, 23 February 2027 at 17:00. 2 people get it" in words
    assert "(about NOK" in words
    assert "9. mars kl. 17.00" in words
    site.clock.advance(timedelta(days=90))
    site.settle()
    words = said(site.organiser(Accept_Language="en").get(path))
    assert "The invitation: Kafé" in words
    assert "people get it" not in words, "they have got it"


def test_the_page_that_looks_by_itself_asks_for_no_texts(site: Site, network: Row, organiser: Browser) -> None:
    site.an_event(network)
    path = f"/networks/{network['id']}/sending"
    assert "The invitation:" in said(organiser.get(f"{path}"))
    assert "The invitation:" not in said(organiser.get(f"{path}", **{"HX-Request": "true"}))


def test_a_test_is_in_the_first_language_of_the_network_unless_chosen(site: Site, organiser: Browser) -> None:
    dutch = site.a_network(slug="utrecht", name="Utrecht", languages=["nl", "ar"], timezone="Europe/Amsterdam")
    page = organiser.get(f"/networks/{dutch['id']}/sending")
    form = next(form for form in Page(page.text).forms if "/test" in form.action)
    assert form.values["language"] == "nl"
