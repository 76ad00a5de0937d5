"""The feed is a calendar file that any program reads, and tells no more than the network allows."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from icalendar import Calendar

from tests.services.events.organiser import Body, Organiser

HOSTILE = 'Tea\\; coffee, "milk"\u2028X-EVIL:1'


def _feed(organiser: Organiser, network: Body, **headers: str) -> Any:
    return organiser.service.call("GET", f"/networks/{network['id']}/calendar.ics", role=None, headers=headers)


def _events(text: str) -> list[Any]:
    assert "\n" not in text.replace("\r\n", "")
    calendar = Calendar.from_ical(text)
    assert calendar["METHOD"] == "PUBLISH"
    events = calendar.walk("VEVENT")
    assert calendar.errors == []
    assert [event.errors for event in events] == [[]] * len(events)
    return list(events)


def test_the_feed_has_the_times_and_the_uids_of_the_events(organiser: Organiser) -> None:
    network = organiser.network(public=True)
    dates = organiser.dates(organiser.series(network["id"], published=True))
    organiser.event(network["id"])
    answer = _feed(organiser, network)
    assert answer.content_type == "text/calendar; charset=utf-8; method=PUBLISH"
    events = _events(answer.text)
    assert [str(event["UID"]) for event in events] == [date["uid"] for date in dates]
    starts = [datetime.fromisoformat(date["starts_at"]) for date in dates]
    assert [event["DTSTART"].dt.astimezone(UTC) for event in events] == [start.astimezone(UTC) for start in starts]
    assert {event["DTSTART"].params["TZID"] for event in events} == {"Europe/Oslo"}


def test_neutral_wording_shows_the_signature_and_nothing_else(organiser: Organiser) -> None:
    network = organiser.network(public=True)
    organiser.event(network["id"], published=True, theme={"nb": "Helse"})
    feed = _feed(organiser, network).text
    (event,) = _events(feed)
    assert (str(event["SUMMARY"]), str(Calendar.from_ical(feed)["X-WR-CALNAME"])) == ("Kvinnenett", "Kvinnenett")
    assert network["name"] not in feed
    assert {"LOCATION", "DESCRIPTION", "URL", "ORGANIZER", "ATTENDEE"} & set(event) == set()
    (shown,) = organiser.asks("GET", "/public/networks/kvinnenettverket", role=None)["events"]
    assert [shown[name] for name in ("title", "theme", "place", "attendance_mode")] == [None] * 4
    assert organiser.asks("GET", "/public/networks/kvinnenettverket", role=None)["contact"] is None


def test_an_open_event_shows_what_and_where_in_the_networks_first_language(organiser: Organiser) -> None:
    network = organiser.network(public=True, languages=["en", "nb"])
    event = organiser.event(network["id"], published=True, wording="open", theme={"nb": "Helse", "en": "Health"})
    (shown,) = _events(_feed(organiser, network).text)
    said = [str(shown[name]) for name in ("SUMMARY", "DESCRIPTION", "LOCATION")]
    assert said == ["Book evening", "Health", "Library, 1 Example Street"]
    (public,) = organiser.asks("GET", "/public/networks/kvinnenettverket", role=None)["events"]
    assert (public["title"], public["place"]) == (event["title"], event["place"])


def test_the_feed_follows_when_the_network_becomes_open(organiser: Organiser) -> None:
    network = organiser.network(public=True)
    organiser.event(network["id"], published=True)
    tag = _feed(organiser, network).headers["ETag"]
    organiser.asks("PATCH", f"/networks/{network['id']}", {"wording": "open"})
    answer = _feed(organiser, network, **{"If-None-Match": tag})
    assert str(_events(answer.text)[0]["SUMMARY"]) == "Bokkveld"


def test_a_moved_and_a_cancelled_event_keep_their_uid_and_raise_their_sequence(organiser: Organiser) -> None:
    network = organiser.network(public=True)
    event = organiser.event(network["id"], published=True)
    organiser.asks("POST", f"/events/{event['id']}/reschedule", {"starts_at": "2027-03-10T17:00:00+01:00"})
    (moved,) = _events(_feed(organiser, network).text)
    assert (str(moved["UID"]), moved["SEQUENCE"], str(moved["STATUS"])) == (event["uid"], 1, "CONFIRMED")
    organiser.asks("POST", f"/events/{event['id']}/cancel")
    (gone,) = _events(_feed(organiser, network).text)
    assert (str(gone["UID"]), gone["SEQUENCE"], str(gone["STATUS"])) == (event["uid"], 2, "CANCELLED")


def test_whoever_has_the_feed_already_gets_no_body(organiser: Organiser) -> None:
    network = organiser.network(public=True)
    event = organiser.event(network["id"], published=True)
    first = _feed(organiser, network)
    same = _feed(organiser, network, **{"If-None-Match": first.headers["ETag"]})
    assert (same.status_code, same.data, same.headers["ETag"]) == (304, b"", first.headers["ETag"])
    assert not first.headers["ETag"].startswith("W/")
    assert _feed(organiser, network).data == first.data
    organiser.asks("POST", f"/events/{event['id']}/cancel")
    assert _feed(organiser, network, **{"If-None-Match": first.headers["ETag"]}).status_code == 200


def test_the_feed_by_slug_is_the_same(organiser: Organiser) -> None:
    network = organiser.network(public=True)
    organiser.event(network["id"], published=True)
    by_slug = organiser.service.call("GET", "/public/networks/kvinnenettverket/calendar.ics", role=None)
    assert by_slug.data == _feed(organiser, network).data


@pytest.mark.parametrize(
    "path", ["/networks/{id}/calendar.ics", "/public/networks/{slug}/calendar.ics", "/public/networks/{slug}"]
)
def test_a_network_that_is_not_public_answers_like_none(organiser: Organiser, path: str) -> None:
    network = organiser.network()
    assert organiser.refused("GET", path.format(**network), role=None).status_code == 404
    organiser.asks("PATCH", f"/networks/{network['id']}", {"public": True})
    assert organiser.service.call("GET", path.format(**network), role=None).status_code == 200


def test_a_hostile_title_adds_no_line(organiser: Organiser) -> None:
    network = organiser.network(public=True)
    place = {"name": "Room \U0001f4da BEGIN:VEVENT", "address": "a" * 300}
    organiser.event(network["id"], published=True, wording="open", title={"nb": HOSTILE}, place=place)
    (event,) = _events(_feed(organiser, network).text)
    assert "X-EVIL" not in event
    assert str(event["SUMMARY"]).startswith('Tea\\; coffee, "milk"')
    assert str(event["LOCATION"]) == f"{place['name']}, {place['address']}"


def test_what_ended_more_than_a_year_ago_leaves_the_feed(organiser: Organiser) -> None:
    network = organiser.network(public=True)
    organiser.event(network["id"], published=True)
    organiser.service.clock.advance(timedelta(days=365))
    assert len(_events(_feed(organiser, network).text)) == 1
    tag = _feed(organiser, network).headers["ETag"]
    organiser.service.clock.advance(timedelta(days=90))
    answer = _feed(organiser, network, **{"If-None-Match": tag})
    assert (answer.status_code, _events(answer.text)) == (200, [])


def test_a_past_or_draft_event_is_not_on_the_public_page(organiser: Organiser) -> None:
    network = organiser.network(public=True)
    organiser.event(network["id"])
    organiser.event(network["id"], published=True)
    address = "/public/networks/kvinnenettverket"
    assert len(organiser.asks("GET", address, role=None)["events"]) == 1
    organiser.service.clock.advance(timedelta(days=90))
    assert organiser.asks("GET", address, role=None)["events"] == []


def test_the_public_page_says_whom_it_is_for_and_with_open_wording_whom_to_ring(organiser: Organiser) -> None:
    about = {"nb": "For kvinner.\nGratis.", "en": "For women.\nFree."}
    network = organiser.network(public=True, about=about)
    address = "/public/networks/kvinnenettverket"
    shown = organiser.asks("GET", address, role=None)
    assert (shown["about"], shown["contact"]) == (about, None)
    changes = {"wording": "open", "about": {"ar": "للنساء"}}
    assert organiser.asks("PATCH", f"/networks/{network['id']}", changes)["about"] == {"ar": "للنساء"}
    shown = organiser.asks("GET", address, role=None)
    assert (shown["about"], shown["contact"]) == ({"ar": "للنساء"}, network["contact"])
    organiser.asks("PATCH", f"/networks/{network['id']}", {"about": None, "contact": None})
    shown = organiser.asks("GET", address, role=None)
    assert (shown["about"], shown["contact"]) == (None, None)
