"""The tables of this service's own database; every row belongs to one organisation."""

from datetime import datetime
from typing import cast

from sqlalchemy import MetaData, String, Table, Text
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from shared.columns import Instant
from shared.machinery import NAMING


class Base(DeclarativeBase):
    """What `partners` keeps; apart from the machinery's tables."""

    metadata = MetaData(naming_convention=NAMING)


def table_of(mapped: type[Base]) -> Table:
    """The table behind a mapped class, for statements that `shared.sql` makes."""
    return cast(Table, mapped.__table__)


class Owned:
    """A row that belongs to one organisation."""

    organisation: Mapped[str] = mapped_column(String(63))


class DueRow:
    """A row with a due time, with the columns that `shared.due_rows` works with."""

    due_at: Mapped[datetime | None] = mapped_column(Instant)
    lease: Mapped[str | None] = mapped_column(String(40))
    attempts: Mapped[int] = mapped_column(default=0, server_default="0")
    dead_at: Mapped[datetime | None] = mapped_column(Instant)
    last_error: Mapped[str | None] = mapped_column(Text)
