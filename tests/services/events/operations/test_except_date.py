"""Single dates of a series are left out or moved."""

import pytest

from tests.services.events.organiser import Body, Organiser


def _except(organiser: Organiser, series: Body, **body: object) -> Body:
    return organiser.asks("POST", f"/series/{series['id']}/exceptions", body, status=201)


def _date(organiser: Organiser, series: Body, day: str) -> Body | None:
    return next((date for date in organiser.dates(series) if date["series_date"] == day), None)


def test_july_left_out_of_a_draft_series_is_gone(organiser: Organiser) -> None:
    series = organiser.series()
    assert _except(organiser, series, date="2027-07-13", skip=True)["event_id"] is None
    assert _date(organiser, series, "2027-07-13") is None
    assert len(organiser.dates(series)) == 11
    assert organiser.said("event.cancelled.v1") == []


def test_july_left_out_of_a_published_series_is_cancelled_and_told(organiser: Organiser) -> None:
    series = organiser.series(published=True)
    _except(organiser, series, date="2027-07-13", skip=True, reason="Summer.")
    july = _date(organiser, series, "2027-07-13")
    assert july is not None
    assert (july["status"], july["sequence"], july["reason"]) == ("cancelled", 1, "Summer.")
    (said,) = organiser.said("event.cancelled.v1")
    assert (said.subject, said.data["reason"]) == (july["id"], "Summer.")
    _except(organiser, series, date="2027-07-13", skip=True)
    assert len(organiser.said("event.cancelled.v1")) == 1


def test_a_moved_date_keeps_its_uid_and_is_told(organiser: Organiser) -> None:
    series = organiser.series(published=True)
    before = _date(organiser, series, "2027-08-10")
    kept = _except(organiser, series, date="2027-08-10", starts_at="2027-08-17T17:00")
    after = _date(organiser, series, "2027-08-10")
    assert before is not None
    assert after is not None
    assert kept["event_id"] == after["id"] == before["id"]
    assert after["starts_at"] == "2027-08-17T17:00:00+02:00"
    assert (after["uid"], after["sequence"], after["status"]) == (before["uid"], 1, "rescheduled")
    assert [said.subject for said in organiser.said("event.rescheduled.v1")] == [after["id"]]


def test_a_moved_draft_is_not_told(organiser: Organiser) -> None:
    series = organiser.series()
    _except(organiser, series, date="2027-08-10", starts_at="2027-08-17T17:00")
    moved = _date(organiser, series, "2027-08-10")
    assert moved is not None
    assert (moved["sequence"], moved["status"]) == (0, "draft")
    assert organiser.said("event.rescheduled.v1") == []


def test_a_draft_date_that_was_left_out_comes_back_when_moved(organiser: Organiser) -> None:
    series = organiser.series()
    _except(organiser, series, date="2027-07-13", skip=True)
    _except(organiser, series, date="2027-07-13", starts_at="2027-07-20T17:00")
    back = _date(organiser, series, "2027-07-13")
    assert back is not None
    assert back["starts_at"] == "2027-07-20T17:00:00+02:00"
    organiser.asks("POST", f"/series/{series['id']}/publish")
    assert len(organiser.said("event.published.v1")) == 12


def test_a_cancelled_date_is_not_moved(organiser: Organiser) -> None:
    series = organiser.series(published=True)
    _except(organiser, series, date="2027-07-13", skip=True)
    body = {"date": "2027-07-13", "starts_at": "2027-07-20T17:00"}
    assert organiser.refused("POST", f"/series/{series['id']}/exceptions", body).status_code == 409


@pytest.mark.parametrize(
    "body",
    [
        {"date": "2027-07-14", "skip": True},
        {"date": "2026-12-08", "skip": True},
        {"date": "0001-01-01", "skip": True},
        {"date": "9999-12-31", "skip": True},
        {"date": "2027-07-13"},
        {"date": "2027-07-13", "skip": False},
        {"date": "2027-07-13", "skip": True, "starts_at": "2027-07-20T17:00"},
        {"date": "2027-07-13", "starts_at": "2026-07-20T17:00"},
        {"date": "2027-07-13", "starts_at": "9999-07-20T17:00"},
        {"date": "July", "skip": True},
        {"skip": True},
    ],
)
@pytest.mark.slow
def test_dates_the_rule_does_not_have_and_other_nonsense_are_refused(caller: Organiser, body: Body) -> None:
    series = caller.series(published=True)
    assert caller.refused("POST", f"/series/{series['id']}/exceptions", body).status_code == 422
    assert len(caller.dates(series)) == 12
    assert {date["sequence"] for date in caller.dates(series)} == {0}


def test_what_is_not_as_the_rule_says_is_listed(organiser: Organiser) -> None:
    series = organiser.series()
    _except(organiser, series, date="2027-07-13", skip=True)
    _except(organiser, series, date="2027-03-09", starts_at="2027-03-16T17:00")
    path = f"/series/{series['id']}/exceptions"
    first = organiser.asks("GET", f"{path}?limit=1")
    (moved,) = first["items"]
    assert (moved["date"], moved["skip"], moved["starts_at"]) == ("2027-03-09", False, "2027-03-16T17:00:00")
    march = _date(organiser, series, "2027-03-09")
    assert march is not None
    assert moved["event_id"] == march["id"]
    (july,) = organiser.asks("GET", f"{path}?limit=1&cursor={first['next']}")["items"]
    assert (july["date"], july["skip"], july["event_id"]) == ("2027-07-13", True, None)
    assert organiser.refused("GET", path, organisation="annet").status_code == 404
    assert organiser.refused("GET", path, network="net_other").status_code == 404


def test_the_dates_of_a_series_are_listed_between_two_instants(organiser: Organiser) -> None:
    series = organiser.series()
    path = f"/series/{series['id']}/events?from=2027-02-09T16:00:00Z&to=2027-04-13T15:00:00Z"
    assert [one["series_date"] for one in organiser.asks("GET", path)["items"]] == ["2027-02-09", "2027-03-09"]
