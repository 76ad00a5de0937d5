"""The tables of this service's own database."""

from datetime import datetime

from sqlalchemy import MetaData, String
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from shared.columns import Instant
from shared.machinery import NAMING


class Base(DeclarativeBase):
    """What `web` keeps; apart from the machinery's tables."""

    metadata = MetaData(naming_convention=NAMING)


class Owned:
    """A row that belongs to one organisation, and who made it when."""

    organisation: Mapped[str] = mapped_column(String(63))
    created_at: Mapped[datetime] = mapped_column(Instant)
    created_by: Mapped[str] = mapped_column(String(120))
