"""A date of a series that is not as its rule says: left out, or at another time."""

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from services.events.base import Base
from shared.columns import Instant


class DateException(Base):
    """Also kept for dates that lie too far ahead to be events yet. `starts_at` is a wall time, null for a skip."""

    __tablename__ = "date_exceptions"

    series_id: Mapped[str] = mapped_column(String(40), ForeignKey("series.id"), primary_key=True)
    date: Mapped[str] = mapped_column(String(10), primary_key=True)
    organisation: Mapped[str] = mapped_column(String(63))
    skip: Mapped[bool]
    starts_at: Mapped[str | None] = mapped_column(String(19))
    changed_at: Mapped[datetime] = mapped_column(Instant)
    changed_by: Mapped[str] = mapped_column(String(120))
