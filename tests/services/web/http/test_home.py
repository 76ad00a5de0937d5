"""Organisers see their own coming events with seats, and who answered; nobody else does."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import update

from services.notifications.reply import NEEDS_PERSON, Reply
from services.web.pages import EXTENSION
from shared.http.client import ApiClient
from shared.outbox import OUTBOX
from tests.services.web.site import Browser, Page, Site, said
from tests.support.looks import Asked


def test_an_empty_console_says_what_to_do(site: Site) -> None:
    site.an_organisation()
    page = site.organiser(Accept_Language="en").get("/")
    assert "Nothing is planned yet." in said(page)
    assert "/start" in Page(page.text).links


@pytest.mark.slow
def test_coming_events_show_seats_and_line(site: Site) -> None:
    site.an_organisation()
    network = site.a_network()
    people = [site.a_member(network, name) for name in ("Amal Haddad", "Selam Tesfay")]
    event = site.an_event(network, capacity=1)
    site.an_event(network, days=15, publish=False, title={"en": "Later"})
    for one in people:
        site.browser().post(f"{site.link(one)}/answer", {"answer": "accepted"})
    site.clock.advance(timedelta(minutes=1))
    site.settle()
    page = site.organiser(Accept_Language="en").get("/")
    words = said(page)
    for text in ("Kvinnenettverket", "Tuesday, 12 January 2027", "1 of 1 seats taken", "1 in line", "Draft", "Later"):
        assert text in words
    assert f'href="/events/{event["id"]}"' in page.text
    assert '<rect class="bar-value" width="100.0"' in page.text


def test_an_event_shows_who_answered_what_and_who_came(site: Site) -> None:
    site.an_organisation()
    event, link = site.invited()
    organiser = site.organiser(Accept_Language="en")
    assert "Nobody has answered yet." in said(organiser.get(f"/events/{event['id']}"))
    site.browser().post(f"{link}/answer", {"answer": "accepted", "party_size": "2"})
    words = said(organiser.get(f"/events/{event['id']}"))
    assert "Zahra Ahmadi Has a seat 2 people Not recorded" in words


def test_cards_say_how_the_answers_stand_and_ask_once_for_all(site: Site) -> None:
    site.an_organisation()
    site.an_account("host@example.org", "host")
    network = site.a_network()
    people = [site.a_member(network, name) for name in ("Amal Haddad", "Selam Tesfay", "Rana Khalil")]
    event = site.an_event(network)
    for one, answer in zip(people, ("accepted", "declined"), strict=False):
        site.browser().post(f"{site.link(one)}/answer", {"answer": answer})
    site.settle()
    calls = f'href="/networks/{network["id"]}/people/call-list?event={event["id"]}"'
    with Asked(site.services, "registrations") as of_one_card:
        page = site.organiser(Accept_Language="en").get("/")
    assert "1 yes · 1 no · 1 not answered" in said(page)
    assert calls in page.text
    site.browser().post(f"{site.link(people[2])}/answer", {"answer": "tentative"})
    for days in range(15, 22):
        site.an_event(network, days=days)
    with Asked(site.services, "registrations") as of_many_cards:
        page = site.organiser(Accept_Language="en").get("/")
    assert "1 yes · 1 no · 1 maybe · 0 not answered" in said(page)
    assert calls not in page.text
    assert said(page).count("0 yes · 0 no · 3 not answered") == 7
    assert len(of_many_cards) == len(of_one_card)
    assert of_many_cards.count("events/numbers") == 1
    assert "not answered" in said(site.organiser("host@example.org", Accept_Language="en").get("/"))
    site.an_account("reader@example.org", "reader")
    page = site.organiser("reader@example.org", Accept_Language="en").get("/")
    assert "1 yes · 1 no · 1 maybe · 0 not answered" in said(page)
    assert "call-list" not in page.text


def test_on_its_day_a_gathering_can_be_checked_in_from_home(site: Site) -> None:
    site.an_organisation()
    network = site.a_network()
    event = site.an_event(network)
    button = f'href="/c/{event["id"]}"'
    site.clock.advance(timedelta(days=7, hours=11, minutes=30))  # the evening before, in Oslo
    assert button not in site.organiser().get("/").text
    site.clock.advance(timedelta(hours=1))
    assert button in site.organiser().get("/").text
    site.an_account("reader@example.org", "reader")
    assert button not in site.organiser("reader@example.org").get("/").text
    site.call("post", f"events/events/{event['id']}/cancel", {"reason": None}).raise_for_problem()
    assert button not in site.organiser().get("/").text


def test_who_has_a_network_without_gatherings_is_led_to_planning(site: Site) -> None:
    site.an_organisation()
    network = site.a_network()
    page = site.organiser(Accept_Language="en").get("/")
    assert "Plan a series or a single gathering in one of your networks." in said(page)
    assert f"/networks/{network['id']}/series" in Page(page.text).links


@pytest.mark.slow
def test_a_reader_sees_events_and_numbers_but_no_names(site: Site) -> None:
    site.an_organisation()
    site.an_account("reader@example.org", "reader")
    event, link = site.invited()
    site.browser().post(f"{link}/answer", {"answer": "accepted"})
    reader = site.organiser("reader@example.org", Accept_Language="en")
    page = reader.get(f"/events/{event['id']}")
    assert "Only hosts and organisers see who answered." in said(page)
    assert "Has a seat 1 1" in said(page)
    assert [form.action for form in Page(page.text).forms] == ["/sign-out"]
    assert "Yes" in said(reader.get(f"/events/{event['id']}/over-time"))
    assert "Zahra" not in page.text
    assert "/c/" not in page.text
    assert reader.get(f"/c/{event['id']}").status_code == 403


def test_another_organisations_events_do_not_exist(site: Site) -> None:
    site.an_organisation()
    site.an_organisation("annet", "other@example.org")
    event, _ = site.invited()
    other = site.organiser("other@example.org", Accept_Language="en")
    assert "Nothing is planned yet." in said(other.get("/"))
    assert other.get(f"/events/{event['id']}").status_code == 404
    assert other.get(f"/c/{event['id']}").status_code == 404
    assert site.organiser().get("/events/..%2fnetworks").status_code == 404


@pytest.mark.slow
def test_nobody_sees_the_console_without_signing_in(site: Site) -> None:
    site.an_organisation()
    event, _ = site.invited()
    for path in ("/", f"/events/{event['id']}", f"/c/{event['id']}"):
        assert site.browser().get(path).headers["Location"] == "/sign-in"


@pytest.mark.slow
def test_a_long_programme_goes_on_on_a_second_page(site: Site) -> None:
    site.an_organisation()
    network = site.a_network()
    for number in range(31):
        site.an_event(network, days=number + 2, publish=False, title={"en": f"Evening {number:02d}"})
    browser = site.organiser(Accept_Language="en")
    first = browser.get("/")
    assert first.text.count("event-row-main") == 8
    assert "Later gatherings Evening 08 Everyday money Thursday, 14 January 2027 at 12:00" in said(first)
    assert "Evening 29" in said(first)
    assert "Evening 30" not in said(first)
    (later,) = [link for link in Page(first.text).links if "cursor=" in link]
    second = browser.get(later)
    assert "Evening 30" in said(second)
    assert "event-row-main" not in second.text


def needs(site: Site, browser: Browser | None = None) -> str:
    """What stands under the heading, with the addresses it leads to."""
    page = (browser or site.organiser(Accept_Language="en")).get("/")
    return " ".join([said(page), *Page(page.text).links])


def test_what_waits_for_a_person_stands_at_the_top(site: Site) -> None:
    site.an_organisation()
    network = site.a_network(sending="held")
    site.a_member(network, "Zahra Ahmadi", phone="+447700900101")
    site.an_event(network)
    found = needs(site)
    assert "Messages wait in Kvinnenettverket: sending is held." in found
    assert f"/networks/{network['id']}/sending" in found
    site.call("patch", f"events/networks/{network['id']}", {"sending": "on"}).raise_for_problem()
    site.settle()
    assert "Messages wait" not in needs(site)


def test_a_roll_that_nobody_closed_is_named(site: Site) -> None:
    site.an_organisation()
    site.an_account("host@example.org", "host")
    network = site.a_network()
    event = site.an_event(network)
    site.clock.advance(timedelta(days=9))
    found = needs(site, site.organiser("host@example.org", Accept_Language="en"))
    assert "The roll of Gathering on Tuesday, 12 January 2027 is not closed." in found
    assert f"/c/{event['id']}" in found
    site.post(f"registrations/events/{event['id']}/attendance/close", None)
    assert "The roll of" not in needs(site)


def test_a_series_that_runs_out_is_named_in_time(site: Site) -> None:
    site.an_organisation()
    network = site.a_network()
    body = {
        "network_id": network["id"],
        "title": {"en": "Study circle"},
        "starts_at": "2027-01-05T17:00",
        "duration": "PT2H",
    }
    ends = site.put("events/series", body | {"rrule": "FREQ=WEEKLY;BYDAY=TU;COUNT=8"})
    site.put("events/series", body | {"rrule": "FREQ=WEEKLY;BYDAY=TU"})
    site.put("events/series", body | {"rrule": "FREQ=WEEKLY;BYDAY=TU;COUNT=20"})
    found = needs(site)
    assert found.count("make another series") == 1
    assert "Study circle has its last date on Tuesday, 23 February 2027: make another series." in found
    assert f"/series/{ends['id']}" in found


def test_replies_that_were_not_understood_are_named(site: Site) -> None:
    site.an_organisation()
    assert "Replies wait" not in needs(site)
    reply_waits(site)
    assert "Replies wait that were not understood." in needs(site)


def reply_waits(site: Site) -> None:
    """Somebody wrote what only a person can read."""
    wrote = {"provider_id": "SM1", "channel": "sms", "from_contact": "+447700900101", "to_contact": "+447700900001"}
    with site.services["notifications"].database.transaction(by="system:test") as tx:
        tx.add(Reply(id="rep_1", organisation="demo", state=NEEDS_PERSON, body="hm", received_at=tx.now, **wrote))


PARTS = {
    "events": "Gatherings and networks",
    "registrations": "People, answers and attendance",
    "notifications": "Messages to people",
    "partners": "Partners",
}


@pytest.mark.parametrize("away", ["registrations", "notifications", "partners", "events"])
def test_a_service_that_is_away_takes_nothing_else_with_it(site: Site, away: str) -> None:
    site.an_organisation()
    network = site.a_network()
    site.an_event(network)
    browser = site.organiser(Accept_Language="en")
    extensions = site.services["web"].app.extensions
    kept = extensions[EXTENSION]
    extensions[EXTENSION] = replace(kept, **{away: ApiClient(nobody_there)})
    try:
        page = browser.get("/")
    finally:
        extensions[EXTENSION] = kept
    assert page.status_code == 200
    assert "could not be asked just now" in said(page)
    assert PARTS[away] in said(page)
    assert ("/events/" in page.text) is (away != "events")


def nobody_there(_environ: Any, start_response: Any) -> list[bytes]:
    """A service behind a proxy that does not reach it."""
    start_response("503 Service Unavailable", [("Content-Type", "text/plain")])
    return [b""]


def test_who_could_not_be_told_of_what_comes_is_named(site: Site) -> None:
    site.an_organisation()
    network = site.a_network()
    site.a_member(network, "Zahra Ahmadi")  # reached nowhere
    event = site.an_event(network)
    found = needs(site)
    assert "Somebody could not be reached about Gathering on Tuesday, 12 January 2027." in found
    assert f"/events/{event['id']}/messages?state=unreached" in found
    assert "Zahra" not in found
    log = said(site.organiser(Accept_Language="en").get(f"/events/{event['id']}/messages?state=unreached"))
    assert "Only: " in log
    assert "Zahra Ahmadi" in log


def test_work_that_gave_up_is_named_to_owners_alone(site: Site) -> None:
    site.an_organisation()
    site.an_account("organiser@example.org", "organiser")
    site.a_network()
    assert "gave up" not in needs(site)
    with site.services["events"].database.transaction(by="system:test") as tx:
        tx.execute(update(OUTBOX).values(dead_at=tx.now, last_error="test"))
    found = needs(site)
    assert "Some of the work inside Samling failed." in found
    assert "/trouble" in found
    assert "gave up" not in needs(site, site.organiser("organiser@example.org", Accept_Language="en"))
