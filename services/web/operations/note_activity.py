"""Writes down that somebody did something, or was refused it."""

from services.web.account import Account
from services.web.activity import DONE, Activity
from shared.database import Transaction


def note_activity(
    tx: Transaction, account: Account, action: str, *, subjects: dict[str, str] | None = None, outcome: str = DONE
) -> None:
    """Who did what, when, and on which things by their ids."""
    tx.add(
        Activity(
            organisation=account.organisation,
            created_at=tx.now,
            created_by=account.by,
            account_id=account.id,
            network_id=account.network_id,
            action=action[:80],
            outcome=outcome,
            subjects=subjects or {},
        )
    )
