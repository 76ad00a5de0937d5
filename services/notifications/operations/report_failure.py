"""Tells `registrations` whom we could not reach."""

from collections.abc import Iterable
from dataclasses import dataclass

from shared.contracts.notifications import NOTIFICATION_FAILED
from shared.database import Transaction
from shared.outbox import Saying, put_all
from shared.revision import next_revision


@dataclass(frozen=True)
class Failure:
    """One notification that did not reach its person; `permanent`: this contact will not work next time either."""

    organisation: str
    notification_id: str
    participant_id: str
    event_id: str
    channel: str
    reason: str
    permanent: bool


def report_failures(tx: Transaction, failures: Iterable[Failure]) -> None:
    """Says each of these, in one statement."""
    revision = next_revision(0, tx.now)
    sayings = [
        Saying(
            failure.organisation,
            failure.notification_id,
            revision,
            NOTIFICATION_FAILED.dump(
                {
                    "participant_id": failure.participant_id,
                    "event_id": failure.event_id,
                    "channel": failure.channel,
                    "reason": failure.reason,
                    "permanent": failure.permanent,
                }
            ),
        )
        for failure in failures
    ]
    put_all(tx, NOTIFICATION_FAILED, sayings)
