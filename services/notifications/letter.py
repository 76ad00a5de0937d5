"""One mail or text to an address that is no participant's: a link for somebody of the staff, or a test to oneself."""

from datetime import datetime
from typing import Any

from sqlalchemy import Index, String, false
from sqlalchemy.orm import Mapped, mapped_column

from services.notifications.base import Base, DueRow, Owned, partial_index
from shared.columns import Instant, JsonText

SIGN_IN, COLLEAGUE, TEST = "sign_in", "colleague", "test"
LINKS = (SIGN_IN, COLLEAGUE)

QUEUED, SENDING, SENT, FAILED, EXPIRED = "queued", "sending", "sent", "failed", "expired"
STATES = (QUEUED, SENDING, SENT, FAILED, EXPIRED)
FORGOTTEN: dict[str, Any] = {"contact": None, "data": None}  # of one that has come to its end


class Letter(Owned, DueRow, Base):
    """What is owed to one address. `contact` and `data`, what its words are made of, are kept until its end alone.

    `requested_by`: the account that asked for a test.
    """

    __tablename__ = "letters"
    __table_args__ = (
        partial_index("ix_letters_due", "channel", "due_at", where="due_at IS NOT NULL"),
        Index("ix_letters_requested_by_created_at", "requested_by", "created_at"),
    )

    id: Mapped[str] = mapped_column(String(40), primary_key=True)
    kind: Mapped[str] = mapped_column(String(12))
    channel: Mapped[str] = mapped_column(String(8))
    network_id: Mapped[str | None] = mapped_column(String(40))
    requested_by: Mapped[str | None] = mapped_column(String(120))
    contact: Mapped[str | None] = mapped_column(String(320))
    data: Mapped[Any] = mapped_column(JsonText, nullable=True)
    state: Mapped[str] = mapped_column(String(12))
    reason: Mapped[str | None] = mapped_column(String(80))
    created_at: Mapped[datetime] = mapped_column(Instant)
    expires_at: Mapped[datetime] = mapped_column(Instant)
    sending_since: Mapped[datetime | None] = mapped_column(Instant)
    sent_at: Mapped[datetime | None] = mapped_column(Instant)
    possibly_twice: Mapped[bool] = mapped_column(default=False, server_default=false())
