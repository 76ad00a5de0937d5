"""One person's invitation to one event, and what is known of her registration."""

from datetime import datetime

from sqlalchemy import Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from services.notifications.base import Base, Owned
from shared.columns import BigId, Instant


class Invitation(Owned, Base):
    """What `registrations` issued. `reply_secret` makes her reply address and is never changed.

    `yes_digit` is the odd digit that means yes in her texts; the next one means no. `answer` and `told_at` are the
    answer that counts, `status` and `position` her registration at `registration_revision`. `first_told_at`: when the
    first notification about it was sent. `reply_revision`: of the last answer that was said of it.
    """

    __tablename__ = "invitations"
    __table_args__ = (
        UniqueConstraint("event_id", "participant_id", name="uq_invitations_event_id_participant_id"),
        Index("ix_invitations_participant_id", "participant_id"),
        Index("ix_invitations_reply_secret", "reply_secret", unique=True),
    )

    id: Mapped[str] = mapped_column(String(40), primary_key=True)
    revision: Mapped[int] = mapped_column(BigId)
    event_id: Mapped[str] = mapped_column(String(40))
    network_id: Mapped[str] = mapped_column(String(40))
    participant_id: Mapped[str] = mapped_column(String(40))
    link_version: Mapped[str] = mapped_column(String(40))
    announce: Mapped[bool]
    reply_secret: Mapped[str] = mapped_column(String(22))
    yes_digit: Mapped[int | None]
    answer: Mapped[str | None] = mapped_column(String(12))
    told_at: Mapped[datetime | None] = mapped_column(Instant)
    status: Mapped[str | None] = mapped_column(String(12))
    registration_revision: Mapped[int] = mapped_column(BigId, default=0, server_default="0")
    party_size: Mapped[int] = mapped_column(default=1, server_default="1")
    position: Mapped[int | None]
    first_told_at: Mapped[datetime | None] = mapped_column(Instant)
    reply_revision: Mapped[int] = mapped_column(BigId, default=0, server_default="0")

    @property
    def is_out(self) -> bool:
        """Whether she declined, cancelled or was removed."""
        return self.status in ("declined", "cancelled") or (self.status is None and self.answer == "declined")
