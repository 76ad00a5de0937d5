"""Says to `registrations` what a person answered."""

from datetime import datetime

from services.notifications.invitation import Invitation
from shared import outbox
from shared.contracts.notifications import ANSWER_RECEIVED
from shared.database import Transaction
from shared.revision import next_revision


def say_answer(
    tx: Transaction,
    invitation: Invitation,
    *,
    answer: str,
    party_size: int | None,
    told_at: datetime,
    channel: str,
) -> None:
    """Puts one answer to an invitation on its way; whether it counts is decided there.

    However a clock is wrong, nobody answers what she was not told: it is never from before the first telling.
    """
    invitation.reply_revision = next_revision(invitation.reply_revision, tx.now)
    outbox.put(
        tx,
        ANSWER_RECEIVED,
        organisation=invitation.organisation,
        subject=invitation.id,
        revision=invitation.reply_revision,
        data={
            "invitation_id": invitation.id,
            "event_id": invitation.event_id,
            "answer": answer,
            "party_size": party_size,
            "told_at": max(told_at, invitation.first_told_at or told_at),
            "channel": channel,
        },
    )
