"""Answers for a person by hand, as when she rings: also one who was never invited."""

from datetime import timedelta

from sqlalchemy import select

from services.registrations.answer import REFUSED, Answer
from services.registrations.facts import Facts, facts_of
from services.registrations.issuing import issue, known_event, renew
from services.registrations.operations.answer_invitation import answer_with
from services.registrations.outcome import Outcome
from services.registrations.participant import PARTICIPANTS
from services.registrations.people import within
from services.registrations.reach import Reach
from shared.database import Transaction
from shared.keys import Keys
from shared.problems import Conflict, NotFound

_REFUSALS = {
    "cancelled": "The event is cancelled.",
    "over": "The event is over.",
    "party_too_large": "There are not so many seats for her.",
    "removed": "Her invitation was removed.",
}


def register_participant(
    tx: Transaction,
    event_id: str,
    participant_id: str,
    *,
    reach: Reach,
    word: str,
    party_size: int | None,
    keys: Keys,
) -> Outcome:
    """Registers her answer, inviting her without a word if she has no invitation. A refused answer is a Conflict."""
    facts = facts_of(tx, reach.organisation, event_id=event_id, participant_id=participant_id)
    if facts is None or facts.removed:
        facts = _invite_quietly(tx, event_id, participant_id, reach, keys)
    answer = Answer(word, party_size, tx.now, "api")
    outcome = answer_with(tx, facts, answer, timedelta(0))
    if outcome.result == REFUSED:
        raise Conflict(_REFUSALS[outcome.reason or "over"])
    return outcome


def _invite_quietly(tx: Transaction, event_id: str, participant_id: str, reach: Reach, keys: Keys) -> Facts:
    organisation = reach.organisation
    known = select(PARTICIPANTS.c.id).where(PARTICIPANTS.c.id == participant_id, *within(reach))
    if tx.scalar(known.with_for_update(read=True, of=PARTICIPANTS)) is None:  # so that she is not erased at this moment
        raise NotFound
    event = known_event(tx, event_id, organisation)
    if not issue(tx, event, [participant_id], keys=keys, announce=False):
        renew(tx, event, [participant_id], keys=keys, announce=False)
    facts = facts_of(tx, organisation, event_id=event_id, participant_id=participant_id)
    assert facts is not None
    return facts
