"""Reminds those who have a seat, a day before: once, at the right time, and not if they cancelled."""

from sqlalchemy import ColumnElement, select, update

from services.notifications.invitation import Invitation
from services.notifications.known_event import KnownEvent
from services.notifications.known_network import KnownNetwork
from services.notifications.notification import DELIVERED, EXPIRED, QUEUED, SENDING, SENT, WAITING, Notification
from services.notifications.occasions import REMINDER
from services.notifications.operations.tell import tell
from services.notifications.timing import due_at, reminder_at
from shared.database import Transaction

NO_SEAT, TOO_LATE = "has no seat any more", "starts soon"


def plan_reminder(
    tx: Transaction, event: KnownEvent, network: KnownNetwork, invitation: Invitation, *, cause: int
) -> None:
    """Owes her a reminder, unless the event is too near, or one is waiting or told her its time already."""
    reminded = _waiting(event) | _told(event)
    known = select(Notification.id).where(reminded, Notification.invitation_id == invitation.id)
    if reminder_at(event, tx.now) and tx.scalar(known.limit(1)) is None:
        tell(tx, REMINDER, event=event, network=network, invitations=[invitation], cause=cause)


def drop_reminder(tx: Transaction, invitation: Invitation) -> None:
    """Takes back what she was still to be reminded of."""
    rows = update(Notification).where(
        Notification.invitation_id == invitation.id,
        Notification.occasion == REMINDER.name,
        Notification.state.in_(WAITING),
    )
    tx.execute(rows.values(state=EXPIRED, due_at=None, lease=None, reason=NO_SEAT))


def move_reminders(tx: Transaction, event: KnownEvent, network: KnownNetwork) -> None:
    """Moves what waits to the event's new time; who was reminded of the old time is reminded again."""
    if reminder_at(event, tx.now) is None:
        late = update(Notification).where(_waiting(event))
        tx.execute(late.values(state=EXPIRED, due_at=None, lease=None, reason=TOO_LATE))
        return
    due = due_at(REMINDER, event, network, tx.now, {})
    queued = update(Notification).where(_waiting(event), Notification.state == QUEUED)
    tx.execute(queued.values(due_at=due, lease=None))
    have = select(Notification.invitation_id).where(_waiting(event))
    lacking = select(Invitation).where(
        Invitation.event_id == event.id, Invitation.status == "confirmed", Invitation.id.not_in(have)
    )
    people = tx.scalars(lacking.order_by(Invitation.id)).all()
    tell(tx, REMINDER, event=event, network=network, invitations=people, cause=event.revision)


def _waiting(event: KnownEvent) -> ColumnElement[bool]:
    return (
        (Notification.event_id == event.id) & (Notification.occasion == REMINDER.name) & Notification.state.in_(WAITING)
    )


def _told(event: KnownEvent) -> ColumnElement[bool]:
    this = (Notification.event_id == event.id) & (Notification.occasion == REMINDER.name)
    return this & Notification.state.in_((SENDING, SENT, DELIVERED)) & (Notification.told_sequence == event.sequence)
