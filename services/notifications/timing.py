"""When something is told: by its occasion, the event's time and the network's quiet hours."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from services.notifications.known_event import KnownEvent
from services.notifications.known_network import KnownNetwork
from services.notifications.occasions import INVITATION, REMINDER, Occasion
from services.notifications.quiet_hours import same_day, told_from

AHEAD = timedelta(hours=24)
SHORT = timedelta(hours=3)


def reminder_at(event: KnownEvent, now: datetime) -> datetime | None:
    """A day before the start; if that is past, three hours before; if that is too, there is none."""
    return next((at for at in (event.starts_at - AHEAD, event.starts_at - SHORT) if at > now), None)


def due_at(
    occasion: Occasion,
    event: KnownEvent,
    network: KnownNetwork,
    now: datetime,
    data: Mapping[str, Any],
    undo: timedelta = timedelta(0),
) -> datetime:
    """When to tell it at the earliest. `undo`: how long an invitation waits, so that it can be taken back."""
    wanted = now + undo if occasion is INVITATION else now
    if occasion is REMINDER:
        wanted = reminder_at(event, now) or now
    if data.get("at_once") or (occasion.lane == "urgent" and same_day(wanted, event.starts_at, event.timezone)):
        return wanted
    return told_from(wanted, network.quiet_hours, event.timezone)
