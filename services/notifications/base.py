"""The tables of this service's own database."""

from datetime import datetime

from sqlalchemy import Index, MetaData, String, Text, text
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from shared.columns import Instant
from shared.machinery import NAMING


class Base(DeclarativeBase):
    """What `notifications` keeps; apart from the machinery's tables."""

    metadata = MetaData(naming_convention=NAMING)


class Owned:
    """A row that belongs to one organisation."""

    organisation: Mapped[str] = mapped_column(String(63))


class DueRow:
    """The columns by which `shared.due_rows` claims, puts off and gives up a row."""

    due_at: Mapped[datetime | None] = mapped_column(Instant)
    lease: Mapped[str | None] = mapped_column(String(40))
    attempts: Mapped[int] = mapped_column(default=0, server_default="0")
    dead_at: Mapped[datetime | None] = mapped_column(Instant)
    last_error: Mapped[str | None] = mapped_column(Text)


def partial_index(name: str, *columns: str, where: str) -> Index:
    """An index of those rows only for which the condition holds."""
    return Index(name, *columns, sqlite_where=text(where), postgresql_where=text(where))
