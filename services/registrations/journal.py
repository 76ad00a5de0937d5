"""Writes an answer down as it came, whether it counts or not."""

from typing import Any

from services.registrations.answer import Answer
from services.registrations.facts import Facts
from shared.database import Transaction


def row_of(
    tx: Transaction, answer_id: str, facts: Facts, answer: Answer, by: str, result: str, reason: str | None = None
) -> dict[str, Any]:
    """The journal's row of one answer."""
    return {
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
        "by": by,
        "result": result,
        "reason": reason,
    }
