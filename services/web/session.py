"""A session: a browser in which an organiser has signed in; kept by the hash of its cookie."""

from datetime import datetime, timedelta

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from services.web.base import Base, Owned
from shared.columns import Instant

IDLE = timedelta(minutes=30)
ABSOLUTE = timedelta(hours=12)
STEP = timedelta(minutes=1)  # being seen is written down no more often than this


class Session(Owned, Base):
    """Ends after thirty minutes without a request, and twelve hours after signing in.

    `seen_with`: by which she recognises the browser, such as `Firefox, Windows`.
    """

    __tablename__ = "sessions"

    token_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    account_id: Mapped[str] = mapped_column(String(40), ForeignKey("accounts.id"))
    seen_at: Mapped[datetime] = mapped_column(Instant, index=True)
    seen_with: Mapped[str | None] = mapped_column(String(60))

    def is_live(self, now: datetime) -> bool:
        """Whether it still stands for its account."""
        return now < min(self.seen_at + IDLE, self.created_at + ABSOLUTE)
