"""Ends a series."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import select, update

from services.events.announcements import announce
from services.events.date_exception import DateException
from services.events.event import Event, Status
from services.events.network import Network
from services.events.operations.add_dates import add_dates
from services.events.reach import Reach
from services.events.series import Series
from services.events.taking import Match, any_revision, take_series
from shared.contracts.events import EVENT_CANCELLED
from shared.database import Transaction


def end_series(tx: Transaction, series_id: str, *, reach: Reach, last_day: date, match: Match = any_revision) -> Series:
    """Lets no date come after this day: drafts go, announced ones are cancelled. Ended twice is ended once."""
    network, series = take_series(tx, series_id, reach)
    rule, later = series.rule_until(last_day), _later(tx, series, last_day)
    if rule == series.rrule and not later:
        return series
    match(series.revision)
    series.rrule = rule
    series.touch(tx)
    _leave_out_moved(tx, series, last_day)
    _take_away(tx, network, later)
    add_dates(tx, network, series)
    return series


def _later(tx: Transaction, series: Series, last_day: date) -> Sequence[Event]:
    ahead = Event.status != Status.CANCELLED, Event.starts_at > tx.now, Event.starts_local > _end_of(last_day)
    query = select(Event).where(Event.series_id == series.id, *ahead).order_by(Event.sort_key)
    return tx.scalars(query.with_for_update()).all()


def _leave_out_moved(tx: Transaction, series: Series, last_day: date) -> None:
    """Also what was put after the last day before it is an event."""
    moved = DateException.series_id == series.id, DateException.starts_at > _end_of(last_day)
    left_out = {"skip": True, "starts_at": None, "changed_at": tx.now, "changed_by": tx.by}
    tx.execute(update(DateException).where(*moved).values(left_out))


def _take_away(tx: Transaction, network: Network, events: Sequence[Event]) -> None:
    for event in events:
        if event.status == Status.DRAFT:
            tx.delete(event)
        else:
            event.cancel(tx, reason=None)
    announce(tx, network, EVENT_CANCELLED, [event for event in events if event.is_cancelled])


def _end_of(day: date) -> str:
    """What wall times of later days are greater than, and none of this day is."""
    return f"{day.isoformat()}T99"
