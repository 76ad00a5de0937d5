"""Takes a person's answer: a seat, a place in the line, or stepping back; or sends it back with the reason."""

from dataclasses import dataclass, replace
from datetime import timedelta
from functools import cache
from typing import Any

from sqlalchemy import bindparam, insert, select, update

from services.registrations import claims, registration, saying, seats
from services.registrations.answer import ACCEPTED, ANSWERS, HASTY, REFUSED, TAKEN, TOO_OLD, Answer
from services.registrations.facts import Facts, facts_of
from services.registrations.handover import ANSWERED, hand_over
from services.registrations.invitation import INVITATIONS
from services.registrations.registration import REGISTRATIONS, WAITLISTED, Registration
from shared.database import Transaction
from shared.problems import Conflict, NotFound

_STATUS = {"declined": registration.DECLINED, "tentative": registration.TENTATIVE}


@dataclass(frozen=True)
class Outcome:
    """What became of an answer: taken, refused or too old, and what she is now. `rank` is her place in the line."""

    answer_id: str
    result: str
    reason: str | None = None
    registration: Registration | None = None
    rank: int | None = None


def answer_invitation(
    tx: Transaction, invitation_id: str, *, organisation: str, answer: Answer, grace: timedelta
) -> Outcome:
    """Answers an invitation. An answer that is not newer than the last one known is only written down.

    Seats given up by link or e-mail are freed after `grace`: until then a new yes has them back.
    """
    facts = facts_of(tx, organisation, invitation_id=invitation_id)
    if facts is None:
        raise NotFound
    return answer_with(tx, facts, answer, grace)


def answer_with(tx: Transaction, facts: Facts, answer: Answer, grace: timedelta) -> Outcome:
    """The same with facts at hand."""
    if answer.word == ACCEPTED and facts.registration_id is None and facts.refusal(answer) is None:
        outcome = _first_yes(tx, facts, answer)
        if outcome:
            return outcome
    return _change_of_mind(tx, facts, answer, grace)


def _first_yes(tx: Transaction, facts: Facts, answer: Answer) -> Outcome | None:
    """The way most answers go: nothing is locked before the one statement that decides. None: it is not the first."""
    claim = _new_claim(tx, facts, answer)
    claim.touch(tx, ANSWERED)
    taken = seats.take(tx, claim)
    if taken is None or not taken[1]:
        return None
    counters = taken[0]
    rank = counters.waiting if claim.status == WAITLISTED else None
    moved: list[Registration] = []
    if counters.line_is_open:
        moved = hand_over(tx, counters, facts.rule, asking=claim.id)
        claim = next((one for one in moved if one.id == claim.id), claim)
        if moved:
            seats.save(tx, counters)
    answer_id, removed = _write_down(tx, facts, answer, TAKEN)
    if removed:
        raise Conflict("The invitation was removed at this moment.")
    saying.say_answered(tx, answer, claim)
    saying.say_registrations(tx, _with(moved, claim), rank=rank)
    return Outcome(answer_id, TAKEN, None, claim, rank if claim.status == WAITLISTED else None)


def _change_of_mind(tx: Transaction, facts: Facts, answer: Answer, grace: timedelta) -> Outcome:
    """Everything else, with the event's seats locked before what is known of her is read again."""
    counters = seats.lock(tx, facts.event_id, facts.organisation)
    facts = facts_of(tx, facts.organisation, invitation_id=facts.invitation_id) or facts
    found = registration.load(tx, REGISTRATIONS.c.id == facts.registration_id) if facts.registration_id else []
    claim = found[0] if found else None
    if claim and not answer.newer_than(claim.told_at):
        answer_id, _ = _write_down(tx, facts, answer, TOO_OLD)
        return Outcome(answer_id, TOO_OLD, None, claim, registration.rank(tx, claim))
    refusal = facts.refusal(answer)
    new = replace(claim) if claim else _new_claim(tx, facts, answer)
    counted = replace(counters)
    if refusal is None:
        refusal = _apply(tx, counted, new, answer, grace)
    if refusal:
        return _refuse(tx, facts, answer, claim, refusal)
    _store(tx, facts, answer, new, is_new=claim is None)
    moved = hand_over(tx, counted, facts.rule, asking=new.id if answer.word == ACCEPTED else None)
    new = next((one for one in moved if one.id == new.id), new)
    if counted != counters:
        seats.save(tx, counted)
    answer_id, _ = _write_down(tx, facts, answer, TAKEN)
    rank = registration.rank(tx, new)
    saying.say_answered(tx, answer, new)
    saying.say_registrations(tx, moved if _same(claim, new) else _with(moved, new), rank=rank)
    return Outcome(answer_id, TAKEN, None, new, rank)


def _apply(tx: Transaction, counters: seats.Seats, claim: Registration, answer: Answer, grace: timedelta) -> str | None:
    if answer.word == ACCEPTED:
        return claims.say_yes(counters, claim, answer.party_size or claim.party_size)
    held_until = tx.now + grace if answer.channel in HASTY and grace else None
    claims.step_back(counters, claim, _STATUS[answer.word], held_until=held_until)
    return None


def _store(tx: Transaction, facts: Facts, answer: Answer, claim: Registration, *, is_new: bool) -> None:
    claim.answer, claim.told_at, claim.channel = answer.word, answer.told_at, answer.channel
    claim.touch(tx, ANSWERED if answer.word == ACCEPTED else _STATUS[answer.word])
    claim.revision = max(claim.revision, saying.revision_after(tx, facts, None))
    if is_new:
        registration.add(tx, claim)
    else:
        registration.save(tx, [claim])


def _refuse(tx: Transaction, facts: Facts, answer: Answer, claim: Registration | None, reason: str) -> Outcome:
    answer_id, _ = _write_down(tx, facts, answer, REFUSED, reason)
    if answer.channel != "api":
        revision = saying.revision_after(tx, facts, claim)
        tx.execute(update(INVITATIONS).where(INVITATIONS.c.id == facts.invitation_id).values(revision=revision))
        saying.say_refused(tx, answer, facts, reason, revision)
    return Outcome(answer_id, REFUSED, reason, claim, registration.rank(tx, claim) if claim else None)


def _new_claim(tx: Transaction, facts: Facts, answer: Answer) -> Registration:
    return Registration(
        id=tx.new_id("reg"),
        organisation=facts.organisation,
        event_id=facts.event_id,
        participant_id=facts.participant_id,
        invitation_id=facts.invitation_id,
        status="",
        party_size=answer.party_size or 1,
        changed_at=tx.now,
        changed_by=tx.by,
        revision=facts.invitation_revision,
        answer=answer.word,
        told_at=answer.told_at,
        channel=answer.channel,
    )


def _write_down(
    tx: Transaction, facts: Facts, answer: Answer, result: str, reason: str | None = None
) -> tuple[str, bool]:
    """Journals the answer. Also says whether the invitation is removed by now: seen after the lock was taken."""
    answer_id = tx.new_id("ans")
    row = {
        "id": answer_id,
        "organisation": facts.organisation,
        "event_id": facts.event_id,
        "participant_id": facts.participant_id,
        "invitation_id": facts.invitation_id,
        "answer": answer.word,
        "party_size": answer.party_size,
        "told_at": answer.told_at,
        "received_at": tx.now,
        "channel": answer.channel,
        "by": tx.by,
        "result": result,
        "reason": reason,
    }
    return answer_id, bool(tx.execute(_written(), row).scalar())


@cache
def _written() -> Any:
    removed = select(INVITATIONS.c.removed).where(INVITATIONS.c.id == bindparam("invitation_id")).scalar_subquery()
    row: dict[str, Any] = {column.name: bindparam(column.name) for column in ANSWERS.c}
    return insert(ANSWERS).values(row).returning(removed)


def _with(moved: list[Registration], one: Registration) -> list[Registration]:
    return moved if any(other.id == one.id for other in moved) else [*moved, one]


def _same(before: Registration | None, after: Registration) -> bool:
    """Whether nothing changed that she must be told; a first answer that takes no seat is told as an answer alone."""
    if before is None:
        return after.status in _STATUS.values()
    if before.status in _STATUS.values() and after.status in _STATUS.values():
        return True
    return (before.status, before.party_size) == (after.status, after.party_size)
