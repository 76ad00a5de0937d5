"""Owes a person an SMS in return for the one she wrote."""

from datetime import timedelta
from typing import Any

from sqlalchemy import ColumnElement, select

from services.notifications.notification import SMS, Notification
from services.notifications.occasions import DETAILS, PASSED_ON, STARTED, STOPPED, WHICH, Occasion
from services.notifications.operations.tell import tell
from services.notifications.recipient import Recipient
from services.notifications.suppression import is_suppressed
from services.notifications.told_invitation import ToldInvitation
from shared.database import Transaction

PAUSE = timedelta(minutes=10)  # between two of the same, so that two machines do not talk to each other for ever
A_DAY = timedelta(days=1)


def ask_which(tx: Transaction, reply_id: str, phone: str, told: list[ToldInvitation]) -> bool:
    """Asks which of her open invitations she meant; False if she was asked just now, or must not be written to."""
    writable = [one for one in told if _writable(tx, phone, one)]
    if not writable or _written_lately(tx, WHICH, Recipient.phone == phone):
        return False
    several = len({one.person.id for one in told}) > 1
    choices = [
        {
            "invitation_id": one.invitation.id,
            "event_id": one.event.id,
            "call_name": one.person.call_name if several else None,
            "yes": one.invitation.yes_digit,
        }
        for one in told
    ]
    _tell(tx, WHICH, writable[0], reply_id, {"choices": choices})
    return True


def tell_details(tx: Transaction, reply_id: str, phone: str, one: ToldInvitation) -> bool:
    """Tells theme and place of an event, unless she must not be written to; asked again at once, nothing more."""
    if not _writable(tx, phone, one):
        return False
    if not _written_lately(tx, DETAILS, Notification.invitation_id == one.invitation.id):
        _tell(tx, DETAILS, one, reply_id, {})
    return True


def confirm_stop(tx: Transaction, reply_id: str, one: ToldInvitation, *, everything: bool) -> None:
    """Says once that this was the last text, and how to begin again."""
    _tell(tx, STOPPED, one, reply_id, {"everything": everything})


def confirm_start(tx: Transaction, reply_id: str, phone: str, one: ToldInvitation) -> None:
    """Says that she is written to again, and how to stop; once a day."""
    # the consent that her STOP withdrew comes back only when `registrations` has heard of this
    if one.can_be_texted:
        _acknowledge(tx, STARTED, reply_id, phone, one)


def say_passed_on(tx: Transaction, reply_id: str, phone: str, one: ToldInvitation) -> None:
    """Says that a person reads what she wrote; once a day, for a machine would answer that too."""
    if _writable(tx, phone, one):
        _acknowledge(tx, PASSED_ON, reply_id, phone, one)


def _acknowledge(tx: Transaction, occasion: Occasion, reply_id: str, phone: str, one: ToldInvitation) -> None:
    # what a held network could only say later is not said: by then it would puzzle her
    if not one.network.on:
        return
    if not _written_lately(tx, occasion, Recipient.phone == phone, A_DAY):
        _tell(tx, occasion, one, reply_id, {"at_once": True})


def _writable(tx: Transaction, phone: str, one: ToldInvitation) -> bool:
    return one.can_be_texted and not is_suppressed(tx, SMS, phone, one.network.id)


def _written_lately(
    tx: Transaction, occasion: Occasion, condition: ColumnElement[bool], pause: timedelta = PAUSE
) -> bool:
    lately = (
        select(Notification.id)
        .join(Recipient, Recipient.id == Notification.participant_id)
        .where(Notification.occasion == occasion.name, Notification.created_at > tx.now - pause, condition)
    )
    return tx.scalar(lately.limit(1)) is not None


def _tell(tx: Transaction, occasion: Occasion, one: ToldInvitation, reply_id: str, data: dict[str, Any]) -> None:
    tell(
        tx,
        occasion,
        event=one.event,
        network=one.network,
        invitations=[one.invitation],
        cause=reply_id,
        channels=(SMS,),
        data=data,
    )
