"""Removes sessions that are over and links that let nobody in any more."""

from datetime import timedelta

from sqlalchemy import delete, or_

from services.web.link import Link
from services.web.session import ABSOLUTE, IDLE, Session
from shared.database import Transaction

KEPT = timedelta(days=1)  # a link's row stays a day, to say who was let in when


def forget_old(tx: Transaction) -> None:
    """Afterwards only what is good, or was yesterday, is left."""
    over = or_(Session.seen_at <= tx.now - IDLE, Session.created_at <= tx.now - ABSOLUTE)
    tx.execute(delete(Session).where(over))
    tx.execute(delete(Link).where(Link.expires_at <= tx.now - KEPT))
