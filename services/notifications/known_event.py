"""An event as `events` last stated it."""

from datetime import datetime
from typing import Any

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column

from services.notifications.base import Base, Owned
from shared.columns import BigId, Instant, JsonText


class KnownEvent(Owned, Base):
    """The whole public state of an event at `revision`; what queries need stands beside it."""

    __tablename__ = "known_events"
    __table_args__ = (Index("ix_known_events_network_id", "network_id"),)

    id: Mapped[str] = mapped_column(String(40), primary_key=True)
    revision: Mapped[int] = mapped_column(BigId)
    network_id: Mapped[str] = mapped_column(String(40))
    sequence: Mapped[int]
    status: Mapped[str] = mapped_column(String(12))
    starts_at: Mapped[datetime] = mapped_column(Instant)
    ends_at: Mapped[datetime] = mapped_column(Instant)
    timezone: Mapped[str] = mapped_column(String(64))
    state: Mapped[dict[str, Any]] = mapped_column(JsonText)

    @property
    def cancelled(self) -> bool:
        return self.status == "cancelled"
