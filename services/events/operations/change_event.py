"""Changes what an event is about, where it is, or how many it takes."""

from collections.abc import Mapping
from typing import Any

from services.events.announcements import announce
from services.events.event import Event
from services.events.reach import Reach
from services.events.taking import Match, any_revision, take_event
from shared.contracts.events import EVENT_CHANGED, EVENT_RESCHEDULED
from shared.database import Transaction


def change_event(
    tx: Transaction, event_id: str, *, reach: Reach, changes: Mapping[str, Any], match: Match = any_revision
) -> Event:
    """Takes over the changes; another place is told like another time, the rest is not worth a new calendar file."""
    network, event = take_event(tx, event_id, reach)
    match(event.revision)
    significant = event.take(tx, changes)
    if significant is not None:
        announce(tx, network, EVENT_RESCHEDULED if significant else EVENT_CHANGED, [event])
    return event
