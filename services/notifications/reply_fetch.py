"""Up to when the provider was asked for what came in."""

from datetime import datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from services.notifications.base import Base
from shared.columns import Instant


class ReplyFetch(Base):
    """The end of the last fetch of one line that stored all it found."""

    __tablename__ = "reply_fetches"

    line: Mapped[str] = mapped_column(String(80), primary_key=True)
    seen_until: Mapped[datetime] = mapped_column(Instant)
