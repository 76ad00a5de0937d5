"""Removes what the machinery no longer needs: messages long done, and keys that no caller repeats any more."""

from datetime import datetime, timedelta

from sqlalchemy import delete

from shared.audit import MEMORY
from shared.database import Database
from shared.http import idempotency
from shared.inbox import INBOX
from shared.outbox import OUTBOX
from shared.periodic import every
from shared.worker import Step

KEPT = MEMORY + timedelta(days=5)  # longer than any source of repeats, and than the audit looks back


def retention(database: Database) -> Step:
    """A daily step that deletes rows done more than 35 days ago, and Idempotency-Keys after their 7 days."""

    def work(now: datetime) -> int:
        with database.transaction(by="system:retention") as tx:
            tx.execute(delete(OUTBOX).where(OUTBOX.c.done_at.is_not(None), OUTBOX.c.written_at < now - KEPT))
            tx.execute(delete(INBOX).where(INBOX.c.done_at.is_not(None), INBOX.c.said_at < now - KEPT))
            idempotency.forget(tx, now)
        return 0

    return every(timedelta(days=1), "retention", work, database)
