"""Inserts many rows of several tables at once: on PostgreSQL in one statement, however many rows there are."""

import json
from collections.abc import Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import Table, Text, Update, bindparam, cast, column, func, insert, literal_column, select
from sqlalchemy.dialects.postgresql import JSON

from shared.columns import JsonText
from shared.database import Transaction

Rows = Sequence[dict[str, Any]]


def store(tx: Transaction, *wanted: tuple[Table, Rows], along: Update | None = None, **values: Any) -> None:
    """Inserts these rows, whose dicts name the same columns within a table; `along` is one UPDATE with its values."""
    filled = [(table, rows) for table, rows in wanted if rows]
    connection = tx.connection()
    if connection.dialect.name == "postgresql" and filled:
        given = {table.name: _as_json(table, rows) for table, rows in filled}
        statement = _together(tuple((table, tuple(rows[0])) for table, rows in filled), along)
        connection.execute(statement, values | given)
        return
    if along is not None:
        connection.execute(along, values)
    for table, rows in filled:
        connection.execute(_alone(table), list(rows))


@lru_cache(maxsize=200)
def _alone(table: Table) -> Any:
    return insert(table)


@lru_cache(maxsize=200)
def _together(tables: tuple[tuple[Table, tuple[str, ...]], ...], along: Update | None) -> Any:
    """All rows of a table are one value: to bind them one by one costs more than to store them."""
    inserts = [_from_json(table, names) for table, names in tables]
    with_them = [one.cte(f"into_{table.name}") for one, (table, _) in zip(inserts[:-1], tables, strict=False)]
    if along is not None:
        with_them.append(along.cte("along"))
    return inserts[-1].add_cte(*with_them)


def _from_json(table: Table, names: tuple[str, ...]) -> Any:
    given = cast(bindparam(table.name, type_=Text), JSON)
    rows = func.json_populate_recordset(literal_column(f'NULL::"{table.name}"'), given).table_valued(
        *(column(name, table.c[name].type) for name in names)
    )
    return insert(table).from_select(names, select(*(rows.c[name] for name in names)))


def _as_json(table: Table, rows: Rows) -> str:
    texts = _json_texts(table)
    if texts & rows[0].keys():
        rows = [row | {name: _text(row[name]) for name in texts & row.keys()} for row in rows]
    return json.dumps(rows, ensure_ascii=False, default=_instant, separators=(",", ":"))


@lru_cache(maxsize=200)
def _json_texts(table: Table) -> frozenset[str]:
    return frozenset(one.name for one in table.c if isinstance(one.type, JsonText))


def _text(value: Any) -> str | None:
    return None if value is None else json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _instant(value: object) -> str:
    if not isinstance(value, datetime):
        raise TypeError(f"{type(value).__name__} is not stored like this")
    if value.tzinfo is None:
        raise ValueError("an instant needs a time zone")
    return value.isoformat()
