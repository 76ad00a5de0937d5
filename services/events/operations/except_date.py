"""Makes an exception to the rule of a series: one date is left out, or is at another time."""

from datetime import date, datetime

from sqlalchemy import select

from services.events.announcements import announce
from services.events.date_exception import DateException
from services.events.event import Event, Status
from services.events.network import Network
from services.events.operations.add_dates import make_date, publish_all, timing_of
from services.events.reach import Reach
from services.events.series import Series
from services.events.taking import take_series
from shared.contracts.events import EVENT_CANCELLED, EVENT_RESCHEDULED
from shared.database import Transaction
from shared.problems import Invalid
from shared.recurrence import Occurrence


def skip_date(tx: Transaction, series_id: str, day: date, *, reach: Reach, reason: str | None = None) -> DateException:
    """Leaves a date out: a draft goes, an announced event is cancelled and the reason told."""
    network, series, occurrence = _find(tx, series_id, day, reach)
    event = _event_of(tx, series, day)
    if event is not None and event.status == Status.DRAFT:
        tx.delete(event)
    elif event is not None and not event.is_cancelled:
        event.cancel(tx, reason=reason)
        announce(tx, network, EVENT_CANCELLED, [event])
    elif event is None:
        _check_is_ahead(tx, occurrence)
    return _keep(tx, series, day, starts_at=None)


def move_date(tx: Transaction, series_id: str, day: date, *, reach: Reach, starts_at: datetime) -> DateException:
    """Puts one date at another wall time; one that was left out comes back as a new event."""
    network, series, occurrence = _find(tx, series_id, day, reach)
    timing = timing_of(series, starts_at)
    timing.check(tx.now)
    exception = _keep(tx, series, day, starts_at=timing.starts_local)
    event = _event_of(tx, series, day)
    if event is not None:
        if event.reschedule(tx, timing=timing, place=event.place):
            announce(tx, network, EVENT_RESCHEDULED, [event])
    elif series.last_date and day.isoformat() <= series.last_date:
        event = make_date(tx, series, occurrence, moved_to=timing.starts_local)
        tx.add(event)
        tx.flush()
        if series.published:
            publish_all(tx, network, series, [event])
    return exception


def _find(tx: Transaction, series_id: str, day: date, reach: Reach) -> tuple[Network, Series, Occurrence]:
    network, series = take_series(tx, series_id, reach)
    occurrence = series.occurrence(day)
    if occurrence is None:
        raise Invalid("The series has no such date.", errors={"date": ["Not a date of the series' rule."]})
    return network, series, occurrence


def _check_is_ahead(tx: Transaction, occurrence: Occurrence) -> None:
    if occurrence.utc_start <= tx.now:
        raise Invalid("What is past cannot be left out.", errors={"date": ["Already past."]})


def _event_of(tx: Transaction, series: Series, day: date) -> Event | None:
    found = select(Event).where(Event.series_id == series.id, Event.series_date == day.isoformat())
    return tx.scalar(found.with_for_update())


def _keep(tx: Transaction, series: Series, day: date, *, starts_at: str | None) -> DateException:
    exception = tx.get(DateException, (series.id, day.isoformat()))
    if exception is None:
        exception = DateException(series_id=series.id, date=day.isoformat(), organisation=series.organisation)
        tx.add(exception)
    exception.skip, exception.starts_at = starts_at is None, starts_at
    exception.changed_at, exception.changed_by = tx.now, tx.by
    return exception
