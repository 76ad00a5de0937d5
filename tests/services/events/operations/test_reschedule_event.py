"""Moving an event keeps its identity and raises its sequence."""

from datetime import timedelta

import pytest

from tests.services.events.organiser import PLACE, Body, Organiser

LATER = {"starts_at": "2027-03-16T18:00:00+01:00", "ends_at": "2027-03-16T20:00:00+01:00"}


def test_the_uid_stays_and_the_sequence_rises(organiser: Organiser) -> None:
    event = organiser.event(published=True)
    moved = organiser.asks("POST", f"/events/{event['id']}/reschedule", LATER)
    assert (moved["starts_at"], moved["ends_at"]) == (LATER["starts_at"], LATER["ends_at"])
    assert (moved["uid"], moved["sequence"], moved["status"]) == (event["uid"], 1, "rescheduled")
    again = organiser.asks("POST", f"/events/{event['id']}/reschedule", LATER | {"place": {"name": "Church hall"}})
    assert (again["uid"], again["sequence"]) == (event["uid"], 2)
    assert again["place"] == {"name": "Church hall", "address": None}


def test_the_same_time_again_is_a_repeat(organiser: Organiser) -> None:
    event = organiser.event(published=True)
    moved = organiser.asks("POST", f"/events/{event['id']}/reschedule", LATER)
    assert organiser.asks("POST", f"/events/{event['id']}/reschedule", LATER | {"place": PLACE}) == moved
    assert len(organiser.said("event.rescheduled.v1")) == 1


def test_without_an_end_it_stays_as_long_as_it_was(organiser: Organiser) -> None:
    event = organiser.event(published=True)
    moved = organiser.asks("POST", f"/events/{event['id']}/reschedule", {"starts_at": "2027-04-06T17:00:00+02:00"})
    assert moved["ends_at"] == "2027-04-06T19:00:00+02:00"


def test_the_time_to_invite_moves_along_only_while_it_is_ahead(organiser: Organiser) -> None:
    _, date, *_ = organiser.dates(organiser.series(published=True))
    week = {"starts_at": "2027-02-16T17:00:00+01:00"}
    moved = organiser.asks("POST", f"/events/{date['id']}/reschedule", week)
    assert moved["invite_at"] == "2027-02-02T16:00:00+00:00"
    organiser.service.clock.advance(timedelta(days=30))
    weeks = {"starts_at": "2027-03-02T17:00:00+01:00"}
    assert organiser.asks("POST", f"/events/{date['id']}/reschedule", weeks)["invite_at"] == moved["invite_at"]


def test_an_event_moved_nearer_than_its_lead_time_invites_now(organiser: Organiser) -> None:
    _, date, *_ = organiser.dates(organiser.series(published=True))
    moved = organiser.asks("POST", f"/events/{date['id']}/reschedule", {"starts_at": "2027-01-06T17:00:00+01:00"})
    assert moved["invite_at"] == "2027-01-04T11:00:00+00:00"


@pytest.mark.parametrize(
    "body",
    [
        {"starts_at": "2026-03-16T18:00:00+01:00"},
        {"starts_at": "2027-03-16T18:00:00"},
        {"starts_at": LATER["ends_at"], "ends_at": LATER["starts_at"]},
        {"starts_at": LATER["starts_at"], "ends_at": "2027-04-16T18:00:00+01:00"},
        {"starts_at": "2300-01-01T00:00:00Z"},
        {"starts_at": 12},
        {"ends_at": LATER["ends_at"]},
        LATER | {"place": {}},
        LATER | {"mood": "good"},
    ],
)
def test_a_time_that_cannot_be_is_refused_and_nothing_changes(caller: Organiser, body: Body) -> None:
    event = caller.event(published=True)
    assert caller.refused("POST", f"/events/{event['id']}/reschedule", body).status_code == 422
    assert caller.sees(event) == event


def test_what_is_over_is_not_moved(organiser: Organiser) -> None:
    event = organiser.event(published=True)
    organiser.service.clock.advance(timedelta(days=90))
    body = {"starts_at": "2027-09-01T17:00:00+02:00"}
    assert organiser.refused("POST", f"/events/{event['id']}/reschedule", body).status_code == 409
