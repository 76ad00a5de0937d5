"""What the tables of this service share.

They are tables and not mapped classes: an answer is counted in statements, and a unit of work would hide them.
"""

from typing import Any, TypeAlias

from sqlalchemy import Column, ColumnElement, MetaData, Row, String, case

from shared.columns import Instant
from shared.machinery import NAMING

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


def risen(column: ColumnElement[int], least: ColumnElement[int]) -> ColumnElement[int]:
    """The next revision of a row, in SQL; `least` is what it would be for a new row."""
    return case((column + 1 > least, column + 1), else_=least)
