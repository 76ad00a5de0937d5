"""Messages that `registrations` reads."""

from datetime import timedelta

from services.registrations.answer import Answer
from services.registrations.operations.answer_invitation import answer_invitation
from services.registrations.operations.follow_event import follow_event
from services.registrations.operations.follow_network import follow_network
from services.registrations.operations.follow_partner import follow_partner
from services.registrations.operations.follow_suppression import follow_suppression, mark_unreachable
from shared.contracts.events import (
    EVENT_CANCELLED,
    EVENT_CHANGED,
    EVENT_PUBLISHED,
    EVENT_RESCHEDULED,
    NETWORK_CHANGED,
)
from shared.contracts.notifications import ANSWER_RECEIVED, CONTACT_SUPPRESSED, NOTIFICATION_FAILED
from shared.contracts.partners import PARTNER_CHANGED
from shared.database import Transaction
from shared.dispatcher import Subscription
from shared.message import Message


def on_network_changed(tx: Transaction, message: Message) -> None:
    """How a network speaks and how it deals with its waiting line."""
    follow_network(tx, message.data, organisation=message.organisation, revision=message.revision)


def on_partner_changed(tx: Transaction, message: Message) -> None:
    """Who may be told of attendance, and in which networks."""
    follow_partner(tx, message.data, organisation=message.organisation, revision=message.revision)


def on_event(tx: Transaction, message: Message) -> None:
    """The state of an event, whatever became of it."""
    follow_event(tx, message.data, organisation=message.organisation, revision=message.revision)


def on_notification_failed(tx: Transaction, message: Message) -> None:
    """A person cannot be reached on a channel."""
    data = message.data
    if data["permanent"]:
        mark_unreachable(
            tx,
            data["participant_id"],
            organisation=message.organisation,
            channel=data["channel"],
            reason=data["reason"],
        )


def on_contact_suppressed(tx: Transaction, message: Message) -> None:
    """A person wrote STOP or START, or her provider did."""
    data = message.data
    follow_suppression(
        tx,
        data["participant_id"],
        organisation=message.organisation,
        channel=data["channel"],
        network_id=data["network_id"],
        suppressed=data["suppressed"],
        since=data["since"],
        reason=data["reason"],
    )


def subscriptions(decline_grace: timedelta) -> tuple[Subscription, ...]:
    """The table of what is read, with the one rule that a setting decides."""

    def on_answer_received(tx: Transaction, message: Message) -> None:
        """A person answered by SMS or e-mail."""
        data = message.data
        answer = Answer(data["answer"], data["party_size"], data["told_at"], data["channel"])
        dispatcher, tx.by = tx.by, f"participant:{data['invitation_id']}"
        try:
            answer_invitation(
                tx, data["invitation_id"], organisation=message.organisation, answer=answer, grace=decline_grace
            )
        finally:
            tx.by = dispatcher

    return (
        Subscription(NETWORK_CHANGED, on_network_changed),
        Subscription(PARTNER_CHANGED, on_partner_changed),
        Subscription(EVENT_PUBLISHED, on_event, locks="id"),
        Subscription(EVENT_RESCHEDULED, on_event, locks="id"),
        Subscription(EVENT_CHANGED, on_event, locks="id"),
        Subscription(EVENT_CANCELLED, on_event, locks="id"),
        Subscription(ANSWER_RECEIVED, on_answer_received, locks="event_id"),
        # people before events, as in an erasure
        Subscription(NOTIFICATION_FAILED, on_notification_failed, locks="participant_id", ahead=True),
        Subscription(CONTACT_SUPPRESSED, on_contact_suppressed, locks="participant_id", ahead=True),
    )
