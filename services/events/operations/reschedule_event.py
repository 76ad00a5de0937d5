"""Moves an event in time, and in place if asked."""

from datetime import datetime
from typing import Any

from services.events.announcements import announce
from services.events.event import Event
from services.events.reach import Reach
from services.events.taking import Match, any_revision, take_event
from services.events.timing import at_instants
from shared.contracts.events import EVENT_RESCHEDULED
from shared.database import Transaction


def reschedule_event(
    tx: Transaction,
    event_id: str,
    *,
    reach: Reach,
    starts_at: datetime,
    ends_at: datetime | None = None,
    match: Match = any_revision,
    **place: Any,
) -> Event:
    """Moves it, keeping its length unless an end is given; the same time and place again is a repeat."""
    network, event = take_event(tx, event_id, reach)
    match(event.revision)
    ends_at = ends_at or starts_at + (event.ends_at - event.starts_at)
    timing = at_instants(starts_at, ends_at, event.timezone)
    if event.reschedule(tx, timing=timing, place=place.get("place", event.place)):
        announce(tx, network, EVENT_RESCHEDULED, [event])
    return event
