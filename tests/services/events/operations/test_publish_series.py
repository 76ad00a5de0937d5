"""Publishing a series announces its dates, each to be invited in its time."""

from datetime import timedelta

from tests.services.events.organiser import Organiser


def test_twelve_dates_are_announced_and_invited_one_by_one(organiser: Organiser) -> None:
    series = organiser.series(published=True)
    dates = organiser.dates(series)
    assert len(organiser.said("event.published.v1")) == 12
    assert {date["status"] for date in dates} == {"scheduled"}
    assert len({date["invite_at"] for date in dates}) == 12
    assert dates[0]["invite_at"] == "2027-01-04T11:00:00+00:00"
    assert dates[1]["invite_at"] == "2027-01-26T16:00:00+00:00"


def test_published_twice_is_published_once(organiser: Organiser) -> None:
    series = organiser.series(published=True)
    assert organiser.asks("POST", f"/series/{series['id']}/publish") == series
    assert len(organiser.said("event.published.v1")) == 12


def test_dates_that_passed_as_drafts_are_not_announced(organiser: Organiser) -> None:
    series = organiser.series()
    organiser.service.clock.advance(timedelta(days=40))
    organiser.asks("POST", f"/series/{series['id']}/publish")
    statuses = [date["status"] for date in organiser.dates(series)]
    assert statuses == ["draft"] * 2 + ["scheduled"] * 12
