"""What the provider later said about a text that it took."""

from datetime import datetime

from sqlalchemy import String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from services.notifications.base import Base, Owned
from shared.columns import BigId, Instant

NOBODYS = "*"

# Forward only: what has come as far as one rank is moved by a higher one alone, in whatever order receipts arrive.
RANKS = {
    "accepted": 0,
    "scheduled": 0,
    "queued": 0,
    "sending": 0,
    "sent": 1,
    "undelivered": 2,
    "failed": 2,
    "delivered": 3,  # she has it, whatever was said before
}
ENDED_BADLY = ("undelivered", "failed")


def is_forward(known: str, told: str) -> bool:
    """Whether a status says more than the one that is known."""
    return RANKS[told] > RANKS[known]


class Receipt(Owned, Base):
    """A status that came before our row knew the provider's id; organisation `*` until then."""

    __tablename__ = "receipts"
    __table_args__ = (UniqueConstraint("provider_id", "status", name="uq_receipts_provider_id_status"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=True)
    provider_id: Mapped[str] = mapped_column(String(80))
    status: Mapped[str] = mapped_column(String(20))
    error_code: Mapped[str | None] = mapped_column(String(20))
    at: Mapped[datetime] = mapped_column(Instant)
