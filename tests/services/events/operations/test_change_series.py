"""The dates ahead follow their series in all that nobody changed for one of them alone."""

from datetime import timedelta

import pytest

from tests.services.events.organiser import Organiser

HALL = {"name": "Church hall", "address": None}


@pytest.mark.slow
def test_dates_ahead_follow_where_they_have_the_old_value(organiser: Organiser) -> None:
    series = organiser.series(published=True)
    first, second, *_ = organiser.dates(series)
    organiser.asks("POST", f"/events/{first['id']}/capacity", {"capacity": 5})
    organiser.asks("POST", f"/events/{second['id']}/cancel")
    changed = len(organiser.said("event.changed.v1"))
    organiser.asks("PATCH", f"/series/{series['id']}", {"capacity": 30})
    assert [date["capacity"] for date in organiser.dates(series)] == [5, 20] + [30] * 10
    assert len(organiser.said("event.changed.v1")) == changed + 10


def test_another_place_moves_the_dates_and_is_told_once_each(organiser: Organiser) -> None:
    series = organiser.series(published=True)
    organiser.asks("PATCH", f"/series/{series['id']}", {"place": {"name": "Church hall"}, "title": {"nb": "Nytt"}})
    dates = organiser.dates(series)
    assert [date["place"] for date in dates] == [HALL] * 12
    assert {date["sequence"] for date in dates} == {1}
    assert len(organiser.said("event.rescheduled.v1")) == 12
    assert organiser.said("event.changed.v1") == []


def test_what_is_past_stays_as_it_was(organiser: Organiser) -> None:
    series = organiser.series(published=True)
    organiser.service.clock.advance(timedelta(days=10))
    organiser.asks("PATCH", f"/series/{series['id']}", {"title": {"nb": "Nytt"}})
    assert organiser.dates(series)[0]["title"] == series["title"]


def test_another_lead_time_moves_the_time_to_invite_where_it_is_ahead(organiser: Organiser) -> None:
    series = organiser.series(published=True)
    organiser.asks("PATCH", f"/series/{series['id']}", {"invite_before": "P7D"})
    first, second, *_ = organiser.dates(series)
    assert first["invite_at"] == "2027-01-04T11:00:00+00:00"
    assert second["invite_at"] == "2027-02-02T16:00:00+00:00"


def test_drafts_are_made_anew_when_the_rhythm_changes(organiser: Organiser) -> None:
    series = organiser.series()
    organiser.asks("PATCH", f"/series/{series['id']}", {"rrule": "FREQ=MONTHLY;BYDAY=1WE", "duration": "PT3H"})
    dates = organiser.dates(series)
    assert len(dates) == 12
    assert (dates[0]["starts_at"], dates[0]["ends_at"]) == ("2027-02-03T17:00:00+01:00", "2027-02-03T20:00:00+01:00")


def test_the_rhythm_of_a_published_series_stays(organiser: Organiser) -> None:
    series = organiser.series(published=True)
    path = f"/series/{series['id']}"
    assert organiser.refused("PATCH", path, {"rrule": "FREQ=WEEKLY"}).status_code == 409
    assert organiser.asks("GET", path) == series
    assert organiser.asks("PATCH", path, {"rrule": series["rrule"]}) == series


def test_a_rule_outside_the_subset_changes_nothing(organiser: Organiser) -> None:
    series = organiser.series()
    assert organiser.refused("PATCH", f"/series/{series['id']}", {"rrule": "FREQ=HOURLY"}).status_code == 422
    assert len(organiser.dates(series)) == 12


def test_a_stale_revision_is_refused(organiser: Organiser) -> None:
    series = organiser.series()
    path = f"/series/{series['id']}"
    organiser.asks("PATCH", path, {"capacity": 5})
    answer = organiser.refused("PATCH", path, {"capacity": 6}, headers={"If-Match": f'"{series["revision"]}"'})
    assert answer.status_code == 412
