"""Twelve dates stay ahead while time passes, and instants follow the law."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import update

from services.events.event import Event
from services.events.series import Series
from tests.services.events.organiser import Organiser


def _a_month_passes(organiser: Organiser) -> None:
    organiser.service.clock.advance(timedelta(days=30))
    organiser.service.settle()


def test_a_published_series_gets_and_announces_the_next_date(organiser: Organiser) -> None:
    series = organiser.series(published=True)
    organiser.service.settle()
    _a_month_passes(organiser)
    dates = organiser.dates(series)
    assert [dates[-1]["series_date"], dates[-1]["status"]] == ["2028-01-11", "scheduled"]
    assert len(dates) == 13
    assert organiser.said("event.published.v1")[-1].subject == dates[-1]["id"]


def test_the_dates_of_a_draft_series_stay_drafts(organiser: Organiser) -> None:
    series = organiser.series()
    organiser.service.settle()
    _a_month_passes(organiser)
    assert {date["status"] for date in organiser.dates(series)} == {"draft"}
    assert len(organiser.dates(series)) == 13
    assert organiser.said("event.published.v1") == []


def test_nothing_is_added_while_twelve_dates_are_ahead(organiser: Organiser) -> None:
    series = organiser.series(published=True)
    for _ in range(3):
        organiser.service.clock.advance(timedelta(hours=1))
        organiser.service.settle()
    assert len(organiser.dates(series)) == 12


def test_a_rule_that_has_ended_is_not_looked_at_again(organiser: Organiser) -> None:
    series = organiser.series(rrule="FREQ=WEEKLY;COUNT=3")
    with organiser.service.read() as tx:
        assert tx.get(Series, series["id"]).extend_at is None  # type: ignore[union-attr]
    _a_month_passes(organiser)
    assert len(organiser.dates(series)) == 3


@pytest.mark.slow
def test_a_rule_that_ends_far_off_is_made_sixty_dates_at_once(organiser: Organiser) -> None:
    series = organiser.series(rrule="FREQ=WEEKLY;COUNT=70", published=True)
    assert len(organiser.dates(series)) == 60
    for _ in range(4):
        _a_month_passes(organiser)
    assert len(organiser.dates(series)) == 70


@pytest.mark.slow
def test_a_series_that_fails_does_not_hold_up_the_others(organiser: Organiser) -> None:
    network = organiser.network()["id"]
    broken, sound = organiser.series(network), organiser.series(network)
    with organiser.service.transaction() as tx:
        tx.execute(update(Series).where(Series.id == broken["id"]).values(rrule="FREQ=NEVER"))
    organiser.service.settle()
    _a_month_passes(organiser)
    assert (len(organiser.dates(broken)), len(organiser.dates(sound))) == (12, 13)


@pytest.mark.slow
def test_an_exception_made_long_before_is_kept_when_its_date_comes_within_reach(organiser: Organiser) -> None:
    series = organiser.series(published=True)
    path = f"/series/{series['id']}/exceptions"
    organiser.asks("POST", path, {"date": "2028-01-11", "skip": True}, status=201)
    organiser.asks("POST", path, {"date": "2028-02-08", "starts_at": "2028-02-15T18:00"}, status=201)
    organiser.service.settle()
    for _ in range(2):
        _a_month_passes(organiser)
    dates = organiser.dates(series)
    assert "2028-01-11" not in {date["series_date"] for date in dates}
    assert dates[-1]["starts_at"] == "2028-02-15T18:00:00+01:00"


def test_a_new_law_of_the_zone_moves_the_instant_and_keeps_the_wall_time(organiser: Organiser) -> None:
    event, draft = organiser.event(published=True), organiser.event()
    wrong = datetime(2027, 3, 9, 17, tzinfo=UTC)
    with organiser.service.transaction() as tx:
        tx.execute(update(Event).values(starts_at=wrong, ends_at=wrong + timedelta(hours=2)))
    organiser.service.clock.advance(timedelta(days=1))
    organiser.service.settle()
    after = organiser.sees(event)
    assert (after["starts_at"], after["ends_at"]) == (event["starts_at"], event["ends_at"])
    assert (after["uid"], after["sequence"], after["status"]) == (event["uid"], 1, "scheduled")
    (said,) = organiser.said("event.changed.v1")
    assert (said.subject, said.data["starts_at"]) == (event["id"], datetime(2027, 3, 9, 16, tzinfo=UTC))
    assert (organiser.sees(draft)["starts_at"], organiser.sees(draft)["sequence"]) == (draft["starts_at"], 0)
    organiser.service.clock.advance(timedelta(days=2))
    organiser.service.settle()
    assert organiser.sees(event) == after
