"""What this service tells the others about answers, registrations and seats."""

from collections.abc import Iterable, Sequence
from typing import Any

from services.registrations.answer import Answer
from services.registrations.facts import Facts
from services.registrations.registration import CONFIRMED, OFFERED, WAITLISTED, Registration
from shared.contracts import Contract
from shared.contracts import registrations as contracts
from shared.database import Transaction
from shared.outbox import Saying, put, put_all, row_of
from shared.revision import next_revision

_BY_STATUS = {
    CONFIRMED: contracts.REGISTRATION_CONFIRMED,
    WAITLISTED: contracts.REGISTRATION_WAITLISTED,
    OFFERED: contracts.OFFER_MADE,
}


def say_registrations(
    tx: Transaction, changed: Iterable[Registration], contract: Contract | None = None, rank: int | None = None
) -> None:
    """Tells what these registrations are now; a claim on a seat that ended is told as cancelled, with its status."""
    by_contract: dict[str, tuple[Contract, list[Saying]]] = {}
    for one in changed:
        chosen = contract or _BY_STATUS.get(one.status, contracts.REGISTRATION_CANCELLED)
        said = Saying(one.organisation, one.id, one.revision, _registration(one, rank))
        by_contract.setdefault(chosen.type, (chosen, []))[1].append(said)
    for chosen, sayings in by_contract.values():
        put_all(tx, chosen, sayings)


def first_yes(tx: Transaction, answer: Answer, one: Registration, rank: int | None) -> list[dict[str, Any]]:
    """The two messages of a first yes, as rows of the outbox."""
    said = Saying(one.organisation, one.id, one.revision, _registration(one, rank))
    return [
        row_of(tx, contracts.INVITATION_ANSWERED, _answered(one, answer)),
        row_of(tx, _BY_STATUS[one.status], said),
    ]


def say_answered(tx: Transaction, answer: Answer, registration: Registration) -> None:
    """Tells what she answered and what she is by it."""
    put_all(tx, contracts.INVITATION_ANSWERED, [_answered(registration, answer)])


def say_again(tx: Transaction, found: Sequence[tuple[Registration, int | None]]) -> None:
    """Tells how these registrations, each with her place in the line, stand, and the answers that led there."""
    for one, rank in found:
        contract = _BY_STATUS.get(one.status, contracts.REGISTRATION_CANCELLED)
        put_all(tx, contract, [Saying(one.organisation, one.id, one.revision, _registration(one, rank))], again=True)
    answers = [
        _answered(one, Answer(one.answer, one.party_size, one.told_at, one.channel))
        for one, _ in found
        if one.answer and one.told_at and one.channel
    ]
    put_all(tx, contracts.INVITATION_ANSWERED, answers, again=True)


def say_refused(tx: Transaction, answer: Answer, facts: Facts, reason: str, revision: int) -> None:
    """Tells that an answer came back, so that she is told."""
    data = {
        "invitation_id": facts.invitation_id,
        "event_id": facts.event_id,
        "participant_id": facts.participant_id,
        "answer": answer.word,
        "told_at": answer.told_at,
        "channel": answer.channel,
        "reason": reason,
    }
    put(
        tx,
        contracts.ANSWER_REFUSED,
        organisation=facts.organisation,
        subject=facts.invitation_id,
        revision=revision,
        data=data,
    )


def revision_after(tx: Transaction, facts: Facts, registration: Registration | None) -> int:
    """The next revision of what is said about an invitation, whether its answers count or come back."""
    known = registration.revision if registration else 0
    return next_revision(max(known, facts.invitation_revision), tx.now)


def _answered(one: Registration, answer: Answer) -> Saying:
    data = {
        "invitation_id": one.invitation_id,
        "event_id": one.event_id,
        "participant_id": one.participant_id,
        "answer": answer.word,
        "party_size": one.party_size,
        "told_at": answer.told_at,
        "channel": answer.channel,
        "status": one.status,
    }
    return Saying(one.organisation, one.invitation_id, one.revision, data)


def _registration(one: Registration, rank: int | None) -> dict[str, Any]:
    return {
        "id": one.id,
        "event_id": one.event_id,
        "participant_id": one.participant_id,
        "invitation_id": one.invitation_id,
        "status": one.status,
        "party_size": one.party_size,
        "position": rank if one.status == WAITLISTED else None,
        "reason": one.reason,
        "channel": one.channel,
        "offer_until": one.offer_until,
    }
