"""Which message leads to which operation."""

import random
from collections.abc import Callable, Sequence

from services.partners.known_consent import Agreement
from services.partners.mint import Mint, mint_from
from services.partners.operations.follow_events import follow_event, follow_network
from services.partners.operations.forget_participant import forget_participant
from services.partners.operations.note_consent import Statement, note_consent
from services.partners.operations.tell_attendance import Attendance, tell_attendance
from services.partners.operations.tell_attendances import tell_attendances
from shared.contracts import events, registrations
from shared.database import Transaction
from shared.dispatcher import Subscription
from shared.message import Message

Handler = Callable[[Transaction, Message], None]


def subscriptions(chance: random.Random) -> tuple[Subscription, ...]:
    """What `partners` reads; pseudonyms are drawn from `chance`."""
    mint = mint_from(chance)
    return (
        Subscription(events.NETWORK_CHANGED, network_changed),
        Subscription(events.EVENT_PUBLISHED, event_changed),
        Subscription(events.EVENT_RESCHEDULED, event_changed),
        Subscription(events.EVENT_CHANGED, event_changed),
        Subscription(events.EVENT_CANCELLED, event_changed),
        Subscription(registrations.CONSENT_CHANGED, consent_changed(mint)),
        Subscription(registrations.PARTICIPANT_ERASED, participant_erased(mint)),
        Subscription(registrations.ATTENDANCE_CHANGED, attendance_changed(mint), together=attendances_changed(mint)),
    )


def network_changed(tx: Transaction, message: Message) -> None:
    follow_network(tx, message.organisation, message.data, revision=message.revision)


def event_changed(tx: Transaction, message: Message) -> None:
    follow_event(tx, message.organisation, message.data, revision=message.revision)


def consent_changed(mint: Mint) -> Handler:
    def handle(tx: Transaction, message: Message) -> None:
        data = message.data
        if data["purpose"] != "attendance" or data["partner_id"] is None:
            return
        statement = Statement(
            consent_id=data["id"],
            participant_id=data["participant_id"],
            partner_id=data["partner_id"],
            network_id=data["network_id"] or None,
            given=data["given"],
            reference=data["reference"],
            revision=message.revision,
        )
        note_consent(tx, message.organisation, statement, mint=mint)

    return handle


def participant_erased(mint: Mint) -> Handler:
    def handle(tx: Transaction, message: Message) -> None:
        forget_participant(tx, message.organisation, message.data["id"], mint=mint)

    return handle


def attendance_changed(mint: Mint) -> Handler:
    return lambda tx, message: tell_attendance(tx, _attendance(message), mint=mint)


def attendances_changed(mint: Mint) -> Callable[[Transaction, Sequence[Message]], None]:
    return lambda tx, messages: tell_attendances(tx, [_attendance(message) for message in messages], mint=mint)


def _attendance(message: Message) -> Attendance:
    data = message.data
    return Attendance(
        id=data["id"],
        organisation=message.organisation,
        revision=message.revision,
        event_id=data["event_id"],
        network_id=data["network_id"],
        participant_id=data["participant_id"],
        withdrawn=data["change"] == "withdrawn",
        status=data["status"],
        recorded_at=data["recorded_at"],
        agreed={
            agreed["partner_id"]: Agreement(agreed["consent_revision"], agreed["reference"])
            for agreed in sorted(data["partners"], key=lambda agreed: agreed["consent_revision"])
        },
        again=message.again,
    )
