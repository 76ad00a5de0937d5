"""Makes events of the dates that a series' rule has ahead."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select

from services.events.announcements import announce
from services.events.date_exception import DateException
from services.events.event import Event, Status
from services.events.network import Network
from services.events.series import COMMON, Series
from services.events.timing import Timing, at_wall_time
from services.events.uid import mint_uid
from shared.contracts.events import EVENT_PUBLISHED
from shared.database import Transaction
from shared.recurrence import Occurrence


def add_dates(tx: Transaction, network: Network, series: Series) -> list[Event]:
    """Adds the dates ahead that are not there yet, published if the series is; says which.

    The series is locked by the caller, so that no date is made twice.
    """
    ahead = series.dates_ahead(tx.now)
    new = [one for one in ahead.dates if series.last_date is None or one.date.isoformat() > series.last_date]
    exceptions = _exceptions(tx, series)
    events = []
    for one in new:
        exception = exceptions.get(one.date.isoformat())
        if exception is None or not exception.skip:
            moved_to = exception.starts_at if exception else None
            events.append(make_date(tx, series, one, moved_to=moved_to))
    if new:
        series.last_date = new[-1].date.isoformat()
    series.extend_at = ahead.look_again_at
    tx.flush()
    tx.add_all(events)
    tx.flush()
    if series.published:
        publish_all(tx, network, series, events)
    return events


def make_date(tx: Transaction, series: Series, occurrence: Occurrence, *, moved_to: str | None = None) -> Event:
    """The draft event of one date, not yet added to the transaction."""
    event_id = tx.new_id("evt")
    event = Event(
        id=event_id,
        organisation=series.organisation,
        network_id=series.network_id,
        series_id=series.id,
        series_date=occurrence.date.isoformat(),
        uid=mint_uid(event_id),
        status=Status.DRAFT,
        sequence=0,
        **{name: getattr(series, name) for name in COMMON},
    )
    local = datetime.fromisoformat(moved_to) if moved_to else occurrence.local
    event.take_timing(timing_of(series, local))
    event.touch(tx)
    return event


def timing_of(series: Series, local: datetime) -> Timing:
    """From when to when a date of the series lasts that begins at this wall time."""
    return at_wall_time(local, series.length, series.timezone)


def publish_all(tx: Transaction, network: Network, series: Series, drafts: Sequence[Event]) -> None:
    """Announces those of the drafts that lie ahead, each to be invited the series' lead time before it."""
    coming = [event for event in drafts if event.status == Status.DRAFT and event.starts_at > tx.now]
    for event in coming:
        event.publish(tx, lead=series.lead)
    announce(tx, network, EVENT_PUBLISHED, coming)


def _exceptions(tx: Transaction, series: Series) -> dict[str, DateException]:
    rows = tx.scalars(select(DateException).where(DateException.series_id == series.id))
    return {row.date: row for row in rows}
