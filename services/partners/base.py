"""The tables of this service's own database; every row belongs to one organisation."""

from typing import cast

from sqlalchemy import MetaData, String, Table
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

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
