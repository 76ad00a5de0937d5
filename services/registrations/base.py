"""What the tables of this service share.

They are tables and not mapped classes: an answer is counted in statements, and a unit of work would hide them.
"""

from datetime import datetime
from typing import Any, TypeAlias

from sqlalchemy import Column, ColumnElement, Insert, MetaData, Row, String, Update, case

from shared.columns import Instant
from shared.database import Transaction
from shared.machinery import NAMING
from shared.revision import next_revision

METADATA = MetaData(naming_convention=NAMING)

AnyRow: TypeAlias = Row[*tuple[Any, ...]]

PARTY = 10  # the largest party one answer can bring


def text_id(name: str, *, null: bool = False, key: bool = False) -> Column[str]:
    """A column that holds an id such as `evt_…`."""
    return Column(name, String(40), nullable=null, primary_key=key)


def organisation() -> Column[str]:
    """Whose row it is: part of every query."""
    return Column("organisation", String(63), nullable=False)


def changed() -> list[Column[Any]]:
    """When a row was last changed, and by whom."""
    return [Column("changed_at", Instant, nullable=False), Column("changed_by", String(120), nullable=False)]


def risen(column: ColumnElement[int], now: datetime) -> ColumnElement[int]:
    """The next revision of a row, in SQL."""
    least = next_revision(-1, now)
    return case((column + 1 > least, column + 1), else_=least)


def count(tx: Transaction, statement: Insert | Update) -> int:
    """Executes a statement and says how many rows it touched."""
    return tx.execute(statement).rowcount  # type: ignore[attr-defined, no-any-return]
