"""What the audit recounts of `notifications`."""

from collections import Counter
from collections.abc import Iterable

from sqlalchemy import func, select

from services.notifications.notification import (
    AWAITING_RECIPIENT,
    DELIVERED,
    HELD,
    QUEUED,
    SENDING,
    SENT,
    SMS,
    Notification,
)
from shared.audit import Book
from shared.database import Transaction

_AS_SHOWN = {DELIVERED: SENT, **dict.fromkeys((QUEUED, HELD, AWAITING_RECIPIENT, SENDING), "pending")}


def books(tx: Transaction) -> Iterable[Book]:
    """Every notification owed is sent, failed, suppressed, unreachable, expired or pending; no text counts twice."""
    found: Counter[str] = Counter()
    states = select(Notification.state, func.count()).group_by(Notification.state)
    for state, count in tx.execute(states):
        found[_AS_SHOWN.get(state, state)] += count
    owed = tx.scalar(select(func.count()).select_from(Notification)) or 0
    texts = select(func.count(), func.count(func.distinct(Notification.provider_id))).where(
        Notification.channel == SMS, Notification.provider_id.is_not(None)
    )
    recorded, taken = tx.execute(texts).one()
    dead = tx.scalar(select(func.count()).select_from(Notification).where(Notification.dead_at.is_not(None)))
    return [
        Book("notifications", owed, dict(found)),
        Book("texts the provider took", taken, {"recorded": recorded}),
        Book("notifications that cannot be written", dead or 0, {}),
    ]
