"""Which operation answers to which message."""

from collections.abc import Callable, Sequence
from datetime import timedelta
from functools import partial

from services.notifications.operations.follow_consent import follow_consent
from services.notifications.operations.follow_event import follow_event
from services.notifications.operations.follow_network import follow_network
from services.notifications.operations.follow_recipient import erase_recipient, follow_recipient
from services.notifications.operations.follow_registration import follow_registration, note_answer, refuse_answer
from services.notifications.operations.issue_invitations import Secret, issue_invitations, reply_secrets
from services.notifications.operations.request_letter import request_letter
from shared.contracts import Contract, events, registrations, web
from shared.database import Transaction
from shared.dispatcher import Subscription
from shared.keys import Keys
from shared.message import Message

Handler = Callable[[Transaction, Message], None]

EVENT_STATES = (events.EVENT_PUBLISHED, events.EVENT_RESCHEDULED, events.EVENT_CHANGED, events.EVENT_CANCELLED)
REGISTRATION_STATES = (
    registrations.REGISTRATION_CONFIRMED,
    registrations.REGISTRATION_WAITLISTED,
    registrations.REGISTRATION_CANCELLED,
    registrations.OFFER_MADE,
    registrations.OFFER_LAPSED,
)


def subscriptions(keys: Keys, undo: timedelta) -> tuple[Subscription, ...]:
    """What this service reads; the keys make the secret of each reply address.

    `undo`: how long an invitation waits, and what is let go, so that it can be taken back.
    """
    secret = reply_secrets(keys)
    return (
        Subscription(events.NETWORK_CHANGED, partial(follow_network, undo=undo)),
        *(Subscription(contract, _event(contract)) for contract in EVENT_STATES),
        Subscription(registrations.PARTICIPANT_CHANGED, partial(follow_recipient, undo=undo)),
        Subscription(registrations.PARTICIPANT_ERASED, erase_recipient),
        Subscription(registrations.CONSENT_CHANGED, follow_consent),
        Subscription(registrations.INVITATIONS_ISSUED, partial(issue_invitations, secret=secret, undo=undo), bulk=True),
        *(Subscription(contract, _with(follow_registration, secret)) for contract in REGISTRATION_STATES),
        Subscription(registrations.INVITATION_ANSWERED, _with(note_answer, secret)),
        Subscription(registrations.ANSWER_REFUSED, _with(refuse_answer, secret)),
        Subscription(web.LETTER_REQUESTED, request_letter),
        Subscription(registrations.SEATS_CHANGED, _nothing_to_tell, together=_nothing_to_tell),
        Subscription(registrations.ATTENDANCE_CHANGED, _nothing_to_tell, together=_nothing_to_tell),
    )


def _event(contract: Contract) -> Handler:
    return lambda tx, message: follow_event(tx, message, contract)


def _with(operation: Callable[[Transaction, Message, Secret], None], secret: Secret) -> Handler:
    return lambda tx, message: operation(tx, message, secret)


def _nothing_to_tell(tx: Transaction, message: Message | Sequence[Message]) -> None:
    """Read and done, one or many: what it says changes nothing that people are told."""
