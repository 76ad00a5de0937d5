"""What forbids telling a contact anything on one channel."""

from datetime import datetime

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column

from services.notifications.base import Base, Owned
from shared.columns import BigId, Instant


class Suppression(Owned, Base):
    """A contact that must not be written to, by one network or (`network_id` null) by all; over when lifted."""

    __tablename__ = "suppressions"
    __table_args__ = (Index("ix_suppressions_contact_channel", "contact", "channel"),)

    id: Mapped[str] = mapped_column(String(40), primary_key=True)
    revision: Mapped[int] = mapped_column(BigId, default=0, server_default="0")
    channel: Mapped[str] = mapped_column(String(8))
    contact: Mapped[str] = mapped_column(String(320))
    network_id: Mapped[str | None] = mapped_column(String(40))
    reason: Mapped[str] = mapped_column(String(40))
    since: Mapped[datetime] = mapped_column(Instant)
    lifted_at: Mapped[datetime | None] = mapped_column(Instant)
