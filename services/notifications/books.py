"""What the audit recounts of `notifications`."""

from collections import Counter
from collections.abc import Iterable

from sqlalchemy import func, select

from services.notifications import letter
from services.notifications.letter import Letter
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

_LETTER_PENDING = dict.fromkeys((letter.QUEUED, letter.SENDING), "pending")
_AS_SHOWN = {DELIVERED: SENT, **dict.fromkeys((QUEUED, HELD, AWAITING_RECIPIENT, SENDING), "pending")}


def books(tx: Transaction) -> Iterable[Book]:
    """Every notification owed is sent, failed, suppressed, unreachable, expired or pending; no text counts twice.

    Every letter requested is sent, failed, expired or pending.
    """
    texts = select(func.count(), func.count(func.distinct(Notification.provider_id))).where(
        Notification.channel == SMS, Notification.provider_id.is_not(None)
    )
    recorded, taken = tx.execute(texts).one()
    dead = tx.scalar(select(func.count()).select_from(Notification).where(Notification.dead_at.is_not(None)))
    return [
        _book(tx, "notifications", Notification, _AS_SHOWN),
        _book(tx, "letters", Letter, _LETTER_PENDING),
        Book("texts the provider took", taken, {"recorded": recorded}),
        Book("notifications that cannot be written", dead or 0, {}),
    ]


def _book(tx: Transaction, name: str, kind: type[Notification] | type[Letter], shown: dict[str, str]) -> Book:
    found: Counter[str] = Counter()
    for state, count in tx.execute(select(kind.state, func.count()).group_by(kind.state)):
        found[shown.get(state, state)] += count
    return Book(name, tx.scalar(select(func.count()).select_from(kind)) or 0, dict(found))
