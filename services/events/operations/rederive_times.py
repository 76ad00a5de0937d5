"""Follows a change of a zone's law: the wall time that was promised stays, the instant moves."""

from collections.abc import Iterator
from datetime import datetime

from sqlalchemy import select

from services.events.announcements import announce
from services.events.event import Event, Status
from services.events.reach import Reach
from services.events.taking import take_event
from services.events.timing import at_wall_time
from shared.contracts.events import EVENT_CHANGED
from shared.database import Transaction
from shared.local_time import to_utc

CHUNK = 1000


def events_out_of_step(tx: Transaction) -> Iterator[tuple[str, str]]:
    """Events ahead whose instant is not what their wall time means by now, as (organisation, id)."""
    columns = (Event.sort_key, Event.organisation, Event.id, Event.starts_local, Event.timezone, Event.starts_at)
    ahead = select(*columns).where(Event.starts_at > tx.now, Event.status != Status.CANCELLED).order_by(Event.sort_key)
    after = ""
    while rows := tx.execute(ahead.where(Event.sort_key > after).limit(CHUNK)).all():
        for row in rows:
            if to_utc(datetime.fromisoformat(row.starts_local), row.timezone) != row.starts_at:
                yield row.organisation, row.id
        after = rows[-1].sort_key


def rederive_times(tx: Transaction, event_id: str, *, reach: Reach) -> bool:
    """Derives the instants anew; announced events tell it with a new calendar file. Says if anything changed."""
    network, event = take_event(tx, event_id, reach)
    local = datetime.fromisoformat(event.starts_local)
    timing = at_wall_time(local, event.ends_at - event.starts_at, event.timezone)
    if event.is_cancelled or timing.starts_at == event.starts_at:
        return False
    event.take_timing(timing)
    event.sequence += 1 if event.is_announced else 0
    event.touch(tx)
    announce(tx, network, EVENT_CHANGED, [event])
    return True
