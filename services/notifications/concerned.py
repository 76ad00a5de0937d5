"""Whom a change of an event concerns, and whom of them no message has reached: a person must tell those."""

from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, or_, select
from sqlalchemy.orm import aliased

from services.notifications.gates import EVENT_CALLED_OFF
from services.notifications.invitation import Invitation
from services.notifications.known_event import KnownEvent
from services.notifications.notification import (
    DELIVERED,
    EXPIRED,
    FAILED,
    IS_UNTOLD,
    SENDING,
    SENT,
    SUPPRESSED,
    UNREACHABLE,
    WAITING,
    Notification,
)
from services.notifications.occasions import INVITATION
from services.notifications.recipient import Recipient

TOLD = (SENDING, SENT, DELIVERED)
IN_VAIN = (FAILED, UNREACHABLE, SUPPRESSED)
BY_A_PERSON = "told by a person"  # why what reached nobody needs not to


def out_of_it() -> ColumnElement[bool]:
    """SQL: she declined, cancelled or was removed."""
    gone = Invitation.status.in_(("declined", "cancelled"))
    return gone.is_(True) | and_(Invitation.status.is_(None), Invitation.answer == "declined").is_(True)


def belongs() -> ColumnElement[bool]:
    """SQL: she is invited, or has a place by hand."""
    return or_(Invitation.announce, Invitation.status.is_not(None))


def concerned(event_id: str) -> list[ColumnElement[bool]]:
    """SQL: invitations of who heard of an event, or should have, and is not out of it.

    Whose invitation still waits, or was dropped before it went out, will hear how things stand, or of nothing.
    """
    missed = or_(Notification.state.in_(IN_VAIN), Notification.reason == BY_A_PERSON)
    dropped = and_(Notification.state == EXPIRED, Notification.reason == EVENT_CALLED_OFF)
    coming = and_(Notification.occasion == INVITATION.name, or_(Notification.state.in_(WAITING), dropped))
    heard = Invitation.id.in_(_of(event_id, Notification.state.in_(TOLD)))
    should_have = and_(Invitation.id.in_(_of(event_id, missed)), Invitation.id.not_in(_of(event_id, coming)))
    return [Invitation.event_id == event_id, belongs(), ~out_of_it(), or_(heard, should_have)]


def told_on(event_id: str, channel: str) -> Select[str]:
    """SQL: the people who were told something of an event over this channel."""
    told = (Notification.channel == channel, Notification.state.in_(TOLD))
    return select(Notification.participant_id).where(Notification.event_id == event_id, *told)


def is_untold() -> list[Any]:
    """SQL: this notification of a change of this event reached nobody, no other of theirs did, nor did they answer."""
    other = aliased(Notification)
    # through an expression: SQLite would look among all of a network, once for each person
    state = other.state.concat("")
    is_told = and_(state.in_(TOLD), other.told_sequence >= KnownEvent.sequence)
    whose = (other.participant_id == Notification.participant_id, other.network_id == Notification.network_id)
    knows = exists().where(*whose, other.event_id == Notification.event_id, or_(is_told, state.in_(WAITING)))
    answered = and_(Invitation.told_at.is_not(None), Invitation.told_at > Notification.created_at)
    of_event = (Notification.event_id == KnownEvent.id, Invitation.id == Notification.invitation_id)
    person = (Recipient.id == Notification.participant_id, Recipient.erased_at.is_(None))
    return [
        IS_UNTOLD,
        *of_event,
        *person,
        belongs(),
        ~out_of_it(),
        ~answered,
        ~knows.correlate(Notification, KnownEvent),
    ]


def _of(event_id: str, which: ColumnElement[bool]) -> Select[str]:
    return select(Notification.invitation_id).where(Notification.event_id == event_id, which)
