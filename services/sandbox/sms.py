"""One text message between a person's phone and the product's line."""

import hashlib
from datetime import datetime
from enum import StrEnum

from sqlalchemy import Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from services.sandbox.base import Base
from shared.columns import BigId, Instant


class Direction(StrEnum):
    """Seen from the product: `out` to a person, `in` from her."""

    OUT = "out"
    IN = "in"


class Status(StrEnum):
    """What Twilio calls the states that the sandbox plays."""

    QUEUED = "queued"
    SENT = "sent"
    DELIVERED = "delivered"
    UNDELIVERED = "undelivered"
    FAILED = "failed"
    RECEIVED = "received"


_RANK = {
    Status.QUEUED: 0,
    Status.SENT: 1,
    Status.DELIVERED: 2,
    Status.UNDELIVERED: 2,
    Status.FAILED: 2,
    Status.RECEIVED: 2,
}


class Sms(Base):
    """A text as the provider keeps it. `phone` is the person's number, `line` the product's, whoever wrote.

    `listed_at`: from when the provider's API shows it; `removed_at`: when the product deleted it there.
    """

    __tablename__ = "sms"
    __table_args__ = (Index("ix_sms_phone_number", "phone", "number"), Index("ix_sms_line_number", "line", "number"))

    number: Mapped[int] = mapped_column(BigId, primary_key=True)
    id: Mapped[str] = mapped_column(String(34), unique=True)
    direction: Mapped[str] = mapped_column(String(3))
    phone: Mapped[str] = mapped_column(String(40))
    line: Mapped[str] = mapped_column(String(40))
    body: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime] = mapped_column(Instant)
    changed_at: Mapped[datetime] = mapped_column(Instant)
    status: Mapped[str] = mapped_column(String(20))
    segments: Mapped[int]
    error_code: Mapped[int | None]
    messaging_service_sid: Mapped[str | None] = mapped_column(String(34))
    listed_at: Mapped[datetime] = mapped_column(Instant)
    removed_at: Mapped[datetime | None] = mapped_column(Instant)

    @property
    def sender(self) -> str:
        return self.line if self.direction == Direction.OUT else self.phone

    @property
    def recipient(self) -> str:
        return self.phone if self.direction == Direction.OUT else self.line

    def move_to(self, status: Status, *, at: datetime) -> None:
        """Takes a later status; an earlier one changes nothing."""
        if _RANK[status] > _RANK[Status(self.status)]:
            self.status, self.changed_at = status, at


def sid_from(new_id: str) -> str:
    """The Twilio-shaped id of a text, made from one of our own new ids."""
    return "SM" + hashlib.sha256(new_id.encode()).hexdigest()[:32]
