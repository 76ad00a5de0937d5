"""Changes a series, and those of its dates ahead that were not changed by hand."""

from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from sqlalchemy import delete, select

from services.events.announcements import announce
from services.events.date_exception import DateException
from services.events.event import Event, Status
from services.events.network import Network
from services.events.operations.add_dates import add_dates, timing_of
from services.events.reach import Reach
from services.events.series import COMMON, RHYTHM, Series
from services.events.taking import Match, any_revision, take_series
from shared import iso8601_duration
from shared.contracts import Contract
from shared.contracts.events import EVENT_CHANGED, EVENT_RESCHEDULED
from shared.database import Transaction
from shared.problems import Conflict
from shared.timezones import zone


def change_series(
    tx: Transaction, series_id: str, *, reach: Reach, changes: Mapping[str, Any], match: Match = any_revision
) -> Series:
    """Takes over the changes. A date ahead follows in each field that still has the series' old value.

    The rhythm (rule, first date, zone, length) can change until the series is published: its drafts are made anew.
    """
    network, series = take_series(tx, series_id, reach)
    match(series.revision)
    before = series.take(changes)
    if not before:
        return series
    series.touch(tx)
    if set(before) & set(RHYTHM):
        _begin_anew(tx, network, series)
    else:
        _let_dates_follow(tx, network, series, before)
    return series


def _begin_anew(tx: Transaction, network: Network, series: Series) -> None:
    if series.published:
        raise Conflict("The series is published: skip or move single dates, or make a new series.")
    zone(series.timezone)
    timing_of(series, series.first).check(tx.now)
    tx.execute(delete(DateException).where(DateException.series_id == series.id))
    announced = tx.scalars(select(Event.series_date).where(Event.series_id == series.id, Event.status != Status.DRAFT))
    if announced.first():
        raise Conflict("A date of the series is announced already: make a new series.")
    tx.execute(delete(Event).where(Event.series_id == series.id))
    series.last_date = None
    add_dates(tx, network, series)


def _let_dates_follow(tx: Transaction, network: Network, series: Series, before: Mapping[str, Any]) -> None:
    ahead = Event.status != Status.CANCELLED, Event.starts_at > tx.now
    told: dict[Contract, list[Event]] = defaultdict(list)
    for event in tx.scalars(select(Event).where(Event.series_id == series.id, *ahead).with_for_update()):
        values = {
            name: getattr(series, name) for name in COMMON if name in before and getattr(event, name) == before[name]
        }
        if "invite_before" in before:
            values |= _invite_at(tx, series, event, before["invite_before"])
        significant = event.take(tx, values)
        if significant is not None:
            told[EVENT_RESCHEDULED if significant else EVENT_CHANGED].append(event)
    for contract, events in told.items():
        announce(tx, network, contract, events)


def _invite_at(tx: Transaction, series: Series, event: Event, old_lead: str) -> dict[str, Any]:
    if event.invite_at is None or event.invite_at <= tx.now:
        return {}
    if event.invite_at != event.starts_at - iso8601_duration.parse(old_lead):
        return {}
    return {"invite_at": max(tx.now, event.starts_at - series.lead)}
