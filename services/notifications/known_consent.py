"""A person's consent to be invited, as `registrations` last stated it."""

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column

from services.notifications.base import Base, Owned
from shared.columns import BigId


class KnownConsent(Owned, Base):
    """Given or withdrawn, for one network or (null) all, on one channel or (null) all."""

    __tablename__ = "known_consents"
    __table_args__ = (Index("ix_known_consents_participant_id", "participant_id"),)

    id: Mapped[str] = mapped_column(String(40), primary_key=True)
    revision: Mapped[int] = mapped_column(BigId)
    participant_id: Mapped[str] = mapped_column(String(40))
    network_id: Mapped[str | None] = mapped_column(String(40))
    channel: Mapped[str | None] = mapped_column(String(8))
    given: Mapped[bool]
