"""Applies receipts that crossed with our own record of the provider's id, and forgets those of texts never ours."""

from datetime import datetime, timedelta

from sqlalchemy import delete, select

from services.notifications.notification import Notification
from services.notifications.operations.record_receipt import apply_early_receipts
from services.notifications.receipt import Receipt
from shared.database import Database
from shared.periodic import every
from shared.worker import Step

INTERVAL = timedelta(minutes=1)
KEPT = timedelta(days=7)
AT_ONCE = 500


def settle_receipts(database: Database) -> Step:
    """Every minute: two transactions at once can each miss what the other has not committed yet."""

    def run_once(now: datetime) -> int:
        with database.transaction(by="system:receipts.settle", place="job") as tx:
            known = (
                select(Receipt.provider_id)
                .join(Notification, Notification.provider_id == Receipt.provider_id)
                .distinct()
                .limit(AT_ONCE)
            )
            applied = apply_early_receipts(tx, tx.scalars(known).all())
            tx.execute(delete(Receipt).where(Receipt.at < now - KEPT))
        return applied

    return every(INTERVAL, "receipts.settle", run_once, database)
