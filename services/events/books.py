"""What the audit recounts of `events`."""

from collections.abc import Iterable

from sqlalchemy import func, select

from services.events.event import Event
from shared.audit import Book
from shared.database import Transaction


def books(tx: Transaction) -> Iterable[Book]:
    """Every announced event, in whatever state, has its part of the feed."""
    counts = select(Event.status, func.count(Event.vevent), func.count()).where(Event.published_at.is_not(None))
    rows = tx.execute(counts.group_by(Event.status)).all()
    return [Book("announced events", sum(total for _, _, total in rows), {state: shown for state, shown, _ in rows})]
