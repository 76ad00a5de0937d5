"""A series ends: what comes after its last day is taken away or cancelled, and nothing comes again."""

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.events.date_exception import DateException
from services.events.operations.end_series import end_series
from services.events.operations.extend_series import extend_series, series_to_extend
from services.events.reach import Reach
from services.events.series import Series
from shared.problems import NotFound
from tests.services.events.organiser import Body, Organiser
from tests.support.one_service import ORGANISATION

WEEKLY = {"rrule": "FREQ=WEEKLY;BYDAY=TU"}


def _end(organiser: Organiser, series: Body, last_day: str, **options: Any) -> Body:
    return organiser.asks("POST", f"/series/{series['id']}/end", {"last_day": last_day}, **options)


def _active(organiser: Organiser, series: Body) -> list[str]:
    return [one["starts_at"][:10] for one in organiser.dates(series) if one["status"] != "cancelled"]


def test_drafts_after_the_last_day_are_gone_and_nobody_hears_of_it(organiser: Organiser) -> None:
    series = organiser.series()
    ended = _end(organiser, series, "2027-03-09")
    assert ended["rrule"] == "FREQ=MONTHLY;BYDAY=2TU;UNTIL=20270309"
    assert ended["revision"] > series["revision"]
    assert [one["starts_at"][:10] for one in organiser.dates(series)] == ["2027-01-12", "2027-02-09", "2027-03-09"]
    assert organiser.said() == organiser.said("network.changed.v1")


def test_another_networks_series_goes_on(organiser: Organiser) -> None:
    series = organiser.series()
    for reach in (Reach(ORGANISATION, "net_other"), Reach("other")):
        with organiser.service.transaction() as tx, pytest.raises(NotFound):
            end_series(tx, series["id"], reach=reach, last_day=date(2027, 3, 9))


def test_announced_dates_after_the_last_day_are_cancelled_as_one_by_one(organiser: Organiser) -> None:
    series = organiser.series(published=True)
    _end(organiser, series, "2027-03-10")
    dates = organiser.dates(series)
    assert [(one["status"], one["sequence"]) for one in dates] == [("scheduled", 0)] * 3 + [("cancelled", 1)] * 9
    said = organiser.said("event.cancelled.v1")
    assert [one.subject for one in said] == [one["id"] for one in dates[3:]]
    assert {one.data["status"] for one in said} == {"cancelled"}


def test_ended_twice_is_ended_once_whatever_revision_is_known(organiser: Organiser) -> None:
    series = organiser.series(published=True)
    known = {"headers": {"If-Match": f'"{series["revision"]}"'}}
    ended = _end(organiser, series, "2027-03-09", **known)
    heard = organiser.said()
    assert _end(organiser, series, "2027-03-09", **known) == ended
    assert _end(organiser, series, "2027-03-31") == ended
    assert organiser.said() == heard


def test_what_somebody_else_changed_meanwhile_is_not_ended(organiser: Organiser) -> None:
    series = organiser.series(published=True)
    organiser.asks("PATCH", f"/series/{series['id']}", {"capacity": 5})
    known = {"If-Match": f'"{series["revision"]}"'}
    path = f"/series/{series['id']}/end"
    assert organiser.refused("POST", path, {"last_day": "2027-03-09"}, headers=known).status_code == 412
    assert len(_active(organiser, series)) == 12


def test_an_earlier_last_day_wins_and_a_later_one_brings_nothing_back(organiser: Organiser) -> None:
    series = organiser.series(rrule="FREQ=MONTHLY;BYDAY=2TU;COUNT=5", published=True)
    assert _end(organiser, series, "2028-01-01") == series
    _end(organiser, series, "2027-04-13")
    _end(organiser, series, "2027-02-09")
    assert _active(organiser, series) == ["2027-01-12", "2027-02-09"]


def test_no_date_comes_again(organiser: Organiser) -> None:
    series = organiser.series(published=True, **WEEKLY)
    _end(organiser, series, "2027-02-02")
    with organiser.service.read() as tx:
        assert tx.get(Series, series["id"]).extend_at is None  # type: ignore[union-attr]
    for _ in range(3):
        organiser.service.clock.advance(timedelta(days=30))
        organiser.service.settle()
    assert _active(organiser, series) == ["2027-01-12", "2027-01-19", "2027-01-26", "2027-02-02"]


def test_an_extension_that_was_already_under_way_adds_nothing(organiser: Organiser) -> None:
    series = organiser.series(published=True, **WEEKLY)
    organiser.service.clock.advance(timedelta(days=10))
    with organiser.service.read() as tx:
        assert [found for _, found in series_to_extend(tx)] == [series["id"]]
    _end(organiser, series, "2027-02-02")
    with organiser.service.transaction() as tx:
        assert extend_series(tx, series["id"], reach=Reach("demo")) == 0
    assert _active(organiser, series)[-1] == "2027-02-02"


def test_all_dates_up_to_a_last_day_far_ahead_are_made_and_announced(organiser: Organiser) -> None:
    series = organiser.series(published=True, **WEEKLY)
    _end(organiser, series, "2027-06-01")
    dates = organiser.dates(series)
    assert (len(dates), dates[-1]["series_date"], dates[-1]["status"]) == (21, "2027-06-01", "scheduled")


def test_what_was_moved_after_the_last_day_goes_too_and_what_was_moved_before_it_stays(organiser: Organiser) -> None:
    series = organiser.series(published=True)
    path = f"/series/{series['id']}/exceptions"
    for day, to in (("2027-03-09", "2027-03-11T17:00"), ("2027-04-13", "2027-03-02T17:00")):
        organiser.asks("POST", path, {"date": day, "starts_at": to}, status=201)
    _end(organiser, series, "2027-03-10")
    assert _active(organiser, series) == ["2027-01-12", "2027-02-09", "2027-03-02"]


def test_what_was_moved_before_it_is_an_event_does_not_come_after_the_last_day(organiser: Organiser) -> None:
    series = organiser.series(published=True, **WEEKLY)
    path = f"/series/{series['id']}/exceptions"
    organiser.asks("POST", path, {"date": "2028-03-07", "starts_at": "2028-03-30T17:00"}, status=201)
    _end(organiser, series, "2028-03-14")
    with organiser.service.read() as tx:
        assert tx.get(DateException, (series["id"], "2028-03-07")).skip  # type: ignore[union-attr]
    for _ in range(15):
        organiser.service.clock.advance(timedelta(days=30))
        organiser.service.settle()
    assert _active(organiser, series)[-2:] == ["2028-02-29", "2028-03-14"]


def test_what_is_past_or_goes_on_just_now_stays(organiser: Organiser) -> None:
    series = organiser.series(published=True)
    organiser.service.clock.advance(timedelta(days=8, hours=5, minutes=30))  # it began at five
    _end(organiser, series, "2026-12-31")
    assert _active(organiser, series) == ["2027-01-12"]


def test_an_ended_draft_is_announced_up_to_its_last_day(organiser: Organiser) -> None:
    series = organiser.series()
    _end(organiser, series, "2027-02-09")
    organiser.asks("POST", f"/series/{series['id']}/publish")
    assert len(organiser.said("event.published.v1")) == 2


@pytest.mark.parametrize("body", [{}, {"last_day": "soon"}, {"last_day": None}, {"last_day": "2027-03-09", "by": "x"}])
def test_nonsense_is_refused(caller: Organiser, body: Body) -> None:
    series = caller.series(published=True)
    assert caller.refused("POST", f"/series/{series['id']}/end", body).status_code == 422
    assert len(_active(caller, series)) == 12


@pytest.mark.parametrize("last_day", ["0001-01-01", "9999-12-31"])
def test_days_out_of_all_bounds_do_no_harm(organiser: Organiser, last_day: str) -> None:
    series = organiser.series(published=True)
    _end(organiser, series, last_day)
    assert len(_active(organiser, series)) == (0 if last_day < "2027" else 60)
    assert _end(organiser, series, last_day)["rrule"] == organiser.asks("GET", f"/series/{series['id']}")["rrule"]


def test_only_organisers_of_the_network_end_it(organiser: Organiser) -> None:
    series = organiser.series()
    path, body = f"/series/{series['id']}/end", {"last_day": "2027-03-09"}
    assert organiser.refused("POST", path, body, role="host").status_code == 403
    assert organiser.refused("POST", path, body, network="net_other").status_code == 404
    assert organiser.refused("POST", path, body, organisation="annet").status_code == 404
    assert len(_active(organiser, series)) == 12


RULES = st.sampled_from(
    ["FREQ=MONTHLY;BYDAY=2TU", "FREQ=WEEKLY;BYDAY=TU", "FREQ=WEEKLY;COUNT=9", "FREQ=DAILY;INTERVAL=5;UNTIL=20270401"]
)
DAYS = st.dates(date(2026, 12, 20), date(2027, 9, 1))


@pytest.mark.slow
@settings(max_examples=30)  # each says a hundred things, and looks through all that were said
@given(
    rule=RULES,
    published=st.booleans(),
    moved=st.lists(DAYS, max_size=2),
    last_days=st.lists(DAYS, min_size=1, max_size=3),
)
def test_after_ending_no_date_after_the_earliest_last_day_is_active(
    caller: Organiser, rule: str, published: bool, moved: list[date], last_days: list[date]
) -> None:
    series = caller.series(rrule=rule, published=published)
    path = f"/series/{series['id']}/exceptions"
    for one, to in zip(caller.dates(series), moved, strict=False):
        caller.service.call("POST", path, {"date": one["series_date"], "starts_at": f"{to}T17:00"})
    for last_day in last_days:
        _end(caller, series, last_day.isoformat())
    caller.service.settle()
    assert all(day <= min(last_days).isoformat() for day in _active(caller, series))
    before = caller.dates(series), caller.said()
    _end(caller, series, min(last_days).isoformat())
    assert (caller.dates(series), caller.said()) == before
