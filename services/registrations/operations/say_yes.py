"""Takes first yeses to one event, as many as came at the same time: each gets a seat or a place in the line."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from services.registrations import claims, journal, saying, seats
from services.registrations.answer import ANSWERS, TAKEN, Answer
from services.registrations.facts import Facts, facts_of_all
from services.registrations.handover import ANSWERED
from services.registrations.outcome import Outcome
from services.registrations.registration import REGISTRATIONS, WAITLISTED, Registration
from shared.bulk import insert_together
from shared.database import Transaction
from shared.outbox import OUTBOX
from shared.revision import next_revision


@dataclass(frozen=True)
class Yes:
    """What one person said: whose invitation, or by an organiser of whom, who perhaps reaches only one network."""

    answer: Answer
    by: str
    invitation_id: str | None = None
    participant_id: str | None = None
    network: str | None = None

    @property
    def whose(self) -> str:
        """Her invitation, or herself."""
        return self.invitation_id or self.participant_id or ""


def say_yes(
    tx: Transaction, event_id: str, yeses: Sequence[Yes], *, organisation: str
) -> list[tuple[Facts, Outcome] | None]:
    """Answers them one after another, as if each had come alone. None: that is no plain first yes; nothing is done.

    The event's seats are locked before anything is read, and all is written in one statement.
    """
    counters = seats.lock(tx, event_id, organisation)
    invitations = [yes.invitation_id for yes in yeses if yes.invitation_id]
    people = [yes.participant_id for yes in yeses if yes.participant_id]
    known = facts_of_all(tx, organisation, event_id, invitation_ids=invitations, participant_ids=people)
    written = _Written()
    found = []
    for yes in yeses:
        facts = known.get(yes.whose)
        outcome = _take(tx, counters, facts, yes, written) if facts else None
        found.append((facts, outcome) if facts and outcome else None)
        if facts and outcome:  # whoever says it twice is looked at again
            known = {whose: one for whose, one in known.items() if one.invitation_id != facts.invitation_id}
    if written.registrations:
        changed, values = seats.counted(tx, counters)
        rows = ((REGISTRATIONS, written.registrations), (ANSWERS, written.answers), (OUTBOX, written.messages))
        insert_together(tx, *rows, along=changed, **values)
    return found


class _Written:
    """The rows of all of them."""

    def __init__(self) -> None:
        self.registrations: list[dict[str, Any]] = []
        self.answers: list[dict[str, Any]] = []
        self.messages: list[dict[str, Any]] = []


def _take(tx: Transaction, counters: seats.Seats, facts: Facts, yes: Yes, written: _Written) -> Outcome | None:
    answer = yes.answer
    party = answer.party_size or 1
    if facts.registration_id or facts.refusal(answer) or _is_beyond(facts, yes):
        return None
    if not (counters.has_room(party) or counters.is_full):  # somebody who waits may fit, now that one is asked
        return None
    claim = _claim(tx, facts, yes)
    if claims.say_yes(counters, claim, party):
        return None
    rank = counters.waiting if claim.status == WAITLISTED else None
    outcome = Outcome(tx.new_id("ans"), TAKEN, None, claim, rank)
    written.registrations.append(vars(claim) | {"due_at": None, "attempts": 0})
    written.answers.append(journal.row_of(tx, outcome.answer_id, facts, answer, yes.by, TAKEN))
    written.messages += saying.first_yes(tx, answer, claim, rank)
    return outcome


def _is_beyond(facts: Facts, yes: Yes) -> bool:
    """Whether her link is void, or the event out of her organiser's reach."""
    return facts.is_void(yes.answer) or yes.network not in (None, facts.network_id)


def _claim(tx: Transaction, facts: Facts, yes: Yes) -> Registration:
    claim = facts.first_claim(tx, yes.answer)
    claim.changed_by, claim.reason = yes.by, ANSWERED
    claim.revision = next_revision(facts.invitation_revision, tx.now)
    return claim
