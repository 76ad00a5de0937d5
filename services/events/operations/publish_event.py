"""Publishes an event."""

from datetime import timedelta

from services.events.announcements import announce
from services.events.event import Event
from services.events.reach import Reach
from services.events.series import Series
from services.events.taking import take_event
from shared.contracts.events import EVENT_CHANGED, EVENT_PUBLISHED
from shared.database import Transaction

# Longer than any event lies ahead: the time to invite is now.
NOW = timedelta(days=400 * 366)


def publish_event(tx: Transaction, event_id: str, *, reach: Reach, invite_now: bool = False) -> Event:
    """Announces a draft; one that is announced already invites now if it is to, and else stays as it is."""
    network, event = take_event(tx, event_id, reach)
    event.check_can_change()
    if event.is_announced:
        if invite_now and event.invite_now(tx):
            announce(tx, network, EVENT_CHANGED, [event])
        return event
    series = tx.get(Series, event.series_id) if event.series_id and not invite_now else None
    event.publish(tx, lead=series.lead if series else NOW)
    announce(tx, network, EVENT_PUBLISHED, [event])
    return event
