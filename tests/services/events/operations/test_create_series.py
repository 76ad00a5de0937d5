"""A series has drafts of its next dates, at the same wall time all year."""

import pytest

from tests.services.events.organiser import Organiser, a_series


def test_twelve_monthly_dates_keep_seventeen_hours_across_summer_time(organiser: Organiser) -> None:
    dates = organiser.dates(organiser.series())
    assert len(dates) == 12
    assert {date["starts_at"][11:16] for date in dates} == {"17:00"}
    assert {date["ends_at"][11:16] for date in dates} == {"19:00"}
    assert [date["starts_at"][-6:] for date in dates] == ["+01:00"] * 3 + ["+02:00"] * 7 + ["+01:00"] * 2
    assert {date["status"] for date in dates} == {"draft"}
    assert len({date["uid"] for date in dates}) == 12


def test_drafts_are_not_announced(organiser: Organiser) -> None:
    organiser.series()
    assert [said.type for said in organiser.said()] == ["network.changed.v1"]


def test_a_rule_with_an_end_is_made_up_to_its_end(organiser: Organiser) -> None:
    network = organiser.network()["id"]
    assert len(organiser.dates(organiser.series(network, rrule="FREQ=WEEKLY;BYDAY=TU;COUNT=20"))) == 20
    assert len(organiser.dates(organiser.series(network, rrule="FREQ=WEEKLY;BYDAY=TU;UNTIL=20270209"))) == 5


def test_the_zone_is_the_networks_unless_another_is_given(organiser: Organiser) -> None:
    network = organiser.network(timezone="Europe/Stockholm")["id"]
    body = a_series(network)
    del body["timezone"]
    assert organiser.asks("POST", "/series", body)["timezone"] == "Europe/Stockholm"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("rrule", "FREQ=HOURLY"),
        ("rrule", "FREQ=DAILY;BYHOUR=4"),
        ("rrule", "FREQ=MONTHLY;BYMONTH=2;BYMONTHDAY=30"),
        ("rrule", "every Tuesday"),
        ("rrule", "FREQ=DAILY;" * 1000),
        ("starts_at", "2026-12-01T17:00"),
        ("starts_at", "2027-01-12T17:00:00+01:00"),
        ("starts_at", "9999-12-31T23:59"),
        ("duration", "PT0S"),
        ("duration", "P15D"),
        ("duration", "P1M"),
        ("timezone", "Mars/Olympus"),
        ("invite_before", "P9999D"),
        ("capacity", 0),
        ("capacity", 100_001),
        ("capacity", "20"),
        ("capacity", True),
        ("title", {}),
        ("title", {"nb": " "}),
        ("title", "Treff"),
        ("place", {"address": "x"}),
        ("wording", "loud"),
        ("colour", "red"),
    ],
)
def test_what_is_not_as_it_should_be_is_named_and_nothing_is_made(caller: Organiser, field: str, value: object) -> None:
    network = caller.any_network()["id"]
    answer = caller.refused("POST", "/series", a_series(network, **{field: value}))
    assert answer.status_code == 422
    assert any(name.split(".")[0] == field for name in answer.get_json().get("errors", {field: []}))
    assert caller.asks("GET", "/series")["items"] == []


def test_a_network_of_another_organisation_is_not_found(organiser: Organiser) -> None:
    network = organiser.network()["id"]
    answer = organiser.refused("POST", "/series", a_series(network), organisation="other")
    assert (answer.status_code, answer.headers["Retry-After"]) == (404, "1")


def test_a_repeat_with_the_same_key_makes_one_series(organiser: Organiser) -> None:
    body, key = a_series(organiser.network()["id"]), {"Idempotency-Key": "once"}
    first = organiser.asks("POST", "/series", body, headers=key, status=201)
    assert organiser.asks("POST", "/series", body, headers=key, status=201) == first
    assert len(organiser.asks("GET", "/series")["items"]) == 1
    assert len(organiser.asks("GET", "/events")["items"]) == 12
