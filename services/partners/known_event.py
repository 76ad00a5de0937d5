"""An event as `events` last stated it, as far as partners may know it."""

from datetime import datetime

from sqlalchemy import String, select
from sqlalchemy.orm import Mapped, mapped_column

from services.partners.base import Base, Owned
from shared.columns import BigId, Instant
from shared.database import Transaction


class KnownEvent(Owned, Base):
    """When it is and in which network; never its title, theme or place."""

    __tablename__ = "known_events"

    id: Mapped[str] = mapped_column(String(40), primary_key=True)
    revision: Mapped[int] = mapped_column(BigId)
    network_id: Mapped[str] = mapped_column(String(40))
    uid: Mapped[str] = mapped_column(String(255))
    starts_at: Mapped[datetime] = mapped_column(Instant)
    ends_at: Mapped[datetime] = mapped_column(Instant)
    timezone: Mapped[str] = mapped_column(String(64))


def find_event(tx: Transaction, organisation: str, event_id: str) -> KnownEvent | None:
    """The organisation's event as it is now, also if this transaction has just followed it."""
    query = select(KnownEvent).where(KnownEvent.id == event_id, KnownEvent.organisation == organisation)
    return tx.scalar(query.execution_options(populate_existing=True))
