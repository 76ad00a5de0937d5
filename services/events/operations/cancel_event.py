"""Cancels an event."""

from services.events.announcements import announce
from services.events.event import Event
from services.events.reach import Reach
from services.events.taking import Match, any_revision, take_event
from shared.contracts.events import EVENT_CANCELLED
from shared.database import Transaction


def cancel_event(
    tx: Transaction, event_id: str, *, reach: Reach, reason: str | None = None, match: Match = any_revision
) -> Event:
    """Calls it off for good and tells why; cancelled twice is cancelled once."""
    network, event = take_event(tx, event_id, reach)
    if event.is_cancelled:
        return event
    match(event.revision)
    event.cancel(tx, reason=reason)
    announce(tx, network, EVENT_CANCELLED, [event])
    return event
