"""Takes a person's answer: a seat, a place in the line, or stepping back; or sends it back with the reason."""

from dataclasses import replace
from datetime import timedelta

from sqlalchemy import insert, update

from services.registrations import claims, journal, registration, saying, seats
from services.registrations.answer import ACCEPTED, ANSWERS, HASTY, REFUSED, TAKEN, TOO_OLD, Answer
from services.registrations.facts import Facts, facts_of
from services.registrations.handover import ANSWERED, hand_over
from services.registrations.invitation import INVITATIONS
from services.registrations.operations.say_yes import Yes, say_yes
from services.registrations.outcome import Outcome
from services.registrations.registration import REGISTRATIONS, Registration
from shared.database import Transaction
from shared.problems import NotFound

_STATUS = {"declined": registration.DECLINED, "tentative": registration.TENTATIVE}


def answer_invitation(
    tx: Transaction, invitation_id: str, *, organisation: str, answer: Answer, grace: timedelta
) -> Outcome:
    """Answers an invitation. An answer that is not newer than the last one known is only written down.

    Seats given up by link or e-mail are freed after `grace`: until then a new yes has them back.
    """
    facts = facts_of(tx, organisation, invitation_id=invitation_id)
    if facts is None or facts.is_void(answer):
        raise NotFound
    return answer_with(tx, facts, answer, grace)


def answer_with(tx: Transaction, facts: Facts, answer: Answer, grace: timedelta) -> Outcome:
    """The same with facts at hand."""
    if answer.word == ACCEPTED and facts.registration_id is None and facts.refusal(answer) is None:
        yes = Yes(answer, tx.by, invitation_id=facts.invitation_id)
        (taken,) = say_yes(tx, facts.event_id, [yes], organisation=facts.organisation)
        if taken:
            return taken[1]
    return _change_of_mind(tx, facts, answer, grace)


def _change_of_mind(tx: Transaction, facts: Facts, answer: Answer, grace: timedelta) -> Outcome:
    """Everything else, with the event's seats locked before what is known of her is read again."""
    counters = seats.lock(tx, facts.event_id, facts.organisation)
    facts = facts_of(tx, facts.organisation, invitation_id=facts.invitation_id) or facts
    found = registration.load(tx, REGISTRATIONS.c.id == facts.registration_id) if facts.registration_id else []
    claim = found[0] if found else None
    if claim and not answer.newer_than(claim.told_at):
        answer_id = _write_down(tx, facts, answer, TOO_OLD)
        return Outcome(answer_id, TOO_OLD, None, claim, registration.rank(tx, claim))
    refusal = facts.refusal(answer)
    new = replace(claim) if claim else facts.first_claim(tx, answer)
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
    answer_id = _write_down(tx, facts, answer, TAKEN)
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
    answer_id = _write_down(tx, facts, answer, REFUSED, reason)
    if answer.channel != "api":
        revision = saying.revision_after(tx, facts, claim)
        tx.execute(update(INVITATIONS).where(INVITATIONS.c.id == facts.invitation_id).values(revision=revision))
        saying.say_refused(tx, answer, facts, reason, revision)
    return Outcome(answer_id, REFUSED, reason, claim, registration.rank(tx, claim) if claim else None)


def _write_down(tx: Transaction, facts: Facts, answer: Answer, result: str, reason: str | None = None) -> str:
    """Journals the answer."""
    answer_id = tx.new_id("ans")
    tx.execute(insert(ANSWERS), [journal.row_of(tx, answer_id, facts, answer, tx.by, result, reason)])
    return answer_id


def _with(moved: list[Registration], one: Registration) -> list[Registration]:
    return moved if any(other.id == one.id for other in moved) else [*moved, one]


def _same(before: Registration | None, after: Registration) -> bool:
    """Whether nothing changed that she must be told; a first answer that takes no seat is told as an answer alone."""
    if before is None:
        return after.status in _STATUS.values()
    if before.status in _STATUS.values() and after.status in _STATUS.values():
        return True
    return (before.status, before.party_size) == (after.status, after.party_size)
