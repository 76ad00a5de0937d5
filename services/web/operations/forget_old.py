"""Removes sessions that are over, links that let nobody in any more, and what was done long ago."""

from datetime import timedelta

from sqlalchemy import delete, or_

from services.web.account import Account
from services.web.activity import KEPT as ACTIVITIES_KEPT
from services.web.activity import Activity
from services.web.link import Link
from services.web.session import ABSOLUTE, IDLE, Session
from shared.database import Transaction

KEPT = timedelta(days=1)  # a link's row stays a day, to say who was let in when


def forget_old(tx: Transaction) -> None:
    """Afterwards only what is good, or was yesterday, is left; of activities those of some more than a year."""
    over = or_(Session.seen_at <= tx.now - IDLE, Session.created_at <= tx.now - ABSOLUTE)
    tx.execute(delete(Session).where(over))
    tx.execute(delete(Link).where(Link.expires_at <= tx.now - KEPT))
    long_ago = tx.now - ACTIVITIES_KEPT
    tx.execute(delete(Activity).where(Activity.created_at <= long_ago))
    tx.execute(delete(Account).where(Account.removed_at <= long_ago))
