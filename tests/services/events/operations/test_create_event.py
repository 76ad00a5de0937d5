"""A single event begins as a draft."""

import pytest

from tests.services.events.organiser import Organiser, an_event


def test_a_new_event_is_a_draft_that_nobody_hears_of(organiser: Organiser) -> None:
    event = organiser.event(capacity=None, theme={"nb": "Helse"})
    assert (event["status"], event["sequence"], event["invite_at"], event["capacity"]) == ("draft", 0, None, None)
    assert (event["timezone"], event["starts_at"]) == ("Europe/Oslo", "2027-03-09T17:00:00+01:00")
    assert organiser.sees(event) == event
    assert [said.type for said in organiser.said()] == ["network.changed.v1"]


def test_times_are_shown_in_the_zone_of_the_event(organiser: Organiser) -> None:
    event = organiser.event(timezone="Asia/Tehran")
    assert event["starts_at"] == "2027-03-09T19:30:00+03:30"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("starts_at", "2300-01-01T00:00:00Z"),
        ("starts_at", "2027-03-09T17:00:00"),
        ("starts_at", "tomorrow"),
        ("ends_at", "2027-03-09T17:00:00+01:00"),
        ("ends_at", "2027-03-23T17:00:01+01:00"),
        ("timezone", "Nowhere/Land"),
        ("capacity", 0),
        ("capacity", "many"),
        ("title", {"nb": "x" * 201}),
        ("place", "Library"),
        ("attendance_mode", "holographic"),
        ("status", "scheduled"),
        ("uid", "mine"),
    ],
)
def test_what_is_not_as_it_should_be_is_named(caller: Organiser, field: str, value: object) -> None:
    answer = caller.refused("POST", "/events", an_event(caller.any_network()["id"], **{field: value}))
    assert answer.status_code == 422
    assert any(name.split(".")[0] == field for name in answer.get_json()["errors"])
    assert caller.asks("GET", "/events")["items"] == []


def test_a_past_date_is_refused(organiser: Organiser) -> None:
    times = {"starts_at": "2027-01-04T10:59:59Z", "ends_at": "2027-01-05T10:00:00Z"}
    answer = organiser.refused("POST", "/events", an_event(organiser.network()["id"], **times))
    assert (answer.status_code, list(answer.get_json()["errors"])) == (422, ["starts_at"])


def test_a_repeat_with_the_same_key_makes_one_event(organiser: Organiser) -> None:
    body, key = an_event(organiser.network()["id"]), {"Idempotency-Key": "once"}
    first = organiser.asks("POST", "/events", body, headers=key, status=201)
    assert organiser.asks("POST", "/events", body, headers=key, status=201) == first
    assert len(organiser.asks("GET", "/events")["items"]) == 1
    other = organiser.refused("POST", "/events", body | {"capacity": 3}, headers=key)
    assert other.status_code == 422
