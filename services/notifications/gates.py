"""The last look before something is sent: still true, still allowed, reachable, and not at night."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from services.notifications import reach
from services.notifications.notification import EXPIRED, HELD, QUEUED, SUPPRESSED, UNREACHABLE
from services.notifications.occasions import (
    DESPITE_SUPPRESSION,
    EVENT_CANCELLED,
    INVITATION,
    REMINDER,
    STILL_TOLD,
    TOLD_AFTERWARDS,
)
from services.notifications.quiet_hours import same_day, told_from
from services.notifications.reach import World
from services.notifications.telling import Telling

EVENT_OVER, EVENT_CALLED_OFF, SENDING_HELD = "event is over", "event is cancelled", "sending held"
OVERTAKEN, TOLD_ALREADY, ANSWERED, ERASED = "overtaken", "told already", "answered already", "erased"
TAKEN_BACK = "taken back"
NOT_ISSUED, IN_CHANGE = "waits for its invitation", "its event is being changed"
SOON = timedelta(seconds=5)


@dataclass(frozen=True)
class Verdict:
    """The state a notification is put into instead of being sent; `until` when it is only put off."""

    state: str
    reason: str
    until: datetime | None = None


def verdict(
    telling: Telling, channel: str, world: World, *, suppressed: bool, told_sequence: int | None, now: datetime
) -> Verdict | None:
    """Why this is not sent now; None: it is. `told_sequence`: the newest state of the event she was told here."""
    return (
        _void(telling, told_sequence, now)
        or _forbidden(telling, channel, world, suppressed=suppressed)
        or _too_early(telling, now)
    )


def _void(telling: Telling, told_sequence: int | None, now: datetime) -> Verdict | None:
    """It is no longer true, or nobody needs to hear it."""
    occasion, event, status = telling.occasion, telling.event, telling.invitation.status
    reason = None
    if telling.person.erased_at:
        reason = ERASED
    elif event.ends_at <= now and occasion not in TOLD_AFTERWARDS:
        reason = EVENT_OVER
    elif event.cancelled and occasion is not EVENT_CANCELLED and occasion not in STILL_TOLD:
        reason = EVENT_CALLED_OFF
    elif occasion in (INVITATION, REMINDER) and event.starts_at <= now:
        reason = EVENT_OVER
    elif occasion is INVITATION and (telling.invitation.answer or status not in (None, "cancelled")):
        reason = ANSWERED
    elif occasion is INVITATION and not telling.invitation.announce:
        reason = TAKEN_BACK
    elif (occasion.statuses and status not in occasion.statuses) or _answered_otherwise(telling):
        reason = OVERTAKEN
    elif occasion.of_event:
        reason = _void_of_event(telling, told_sequence)
    return Verdict(EXPIRED, reason) if reason else None


def _answered_otherwise(telling: Telling) -> bool:
    return telling.occasion.answer not in (None, telling.invitation.answer)


def _void_of_event(telling: Telling, told_sequence: int | None) -> str | None:
    if telling.invitation.is_out:
        return OVERTAKEN
    return TOLD_ALREADY if told_sequence is not None and told_sequence >= telling.event.sequence else None


def _forbidden(telling: Telling, channel: str, world: World, *, suppressed: bool) -> Verdict | None:
    contact = reach.contact_of(telling.person, channel)
    answered = telling.occasion.answers and telling.data.get("at_once")
    if contact is None or (channel not in telling.person.channels and not answered):
        return Verdict(UNREACHABLE, reach.NO_CONTACT)
    if suppressed and telling.occasion not in DESPITE_SUPPRESSION:
        return Verdict(SUPPRESSED, "suppressed")
    if not telling.network.on:
        return Verdict(HELD, SENDING_HELD)
    why = world.why_not(contact)
    return Verdict(UNREACHABLE, why) if why else None


def _too_early(telling: Telling, now: datetime) -> Verdict | None:
    event = telling.event
    if not telling.link:
        return Verdict(QUEUED, NOT_ISSUED, now + SOON)
    urgent = telling.occasion.lane == "urgent" and same_day(now, event.starts_at, event.timezone)
    if telling.data.get("at_once") or telling.occasion.asked or urgent:
        return None
    at = told_from(now, telling.network.quiet_hours, event.timezone)
    return Verdict(QUEUED, "quiet hours", at) if at > now else None
