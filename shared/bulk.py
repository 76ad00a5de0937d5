"""Writes many rows in one statement: PostgreSQL gets them as one value, SQLite one by one.

What is the same in all rows is said once; of the rest, each row costs a few microseconds instead of a round of binding.
"""

import json
import typing
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from types import MappingProxyType
from typing import Any

from sqlalchemy import (
    ARRAY,
    Column,
    ColumnElement,
    Row,
    Table,
    Text,
    Update,
    bindparam,
    cast,
    column,
    func,
    select,
    update,
)
from sqlalchemy import insert as plain_insert
from sqlalchemy.dialects.postgresql import JSON
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert

from shared.columns import JsonText
from shared.database import Transaction

NOTHING: Mapping[str, Any] = MappingProxyType({})
Changes = Sequence[dict[str, Any]]


def insert_new(
    tx: Transaction, table: Table, rows: Changes, *unless: str, returning: tuple[str, ...] = ()
) -> Sequence[Row[Any]]:
    """Inserts rows unless there is one with the same values in these unique columns; `returning` of the new ones."""
    if not rows:
        return []
    tx.flush()
    if tx.connection().dialect.name == "sqlite":
        done = tx.connection().execute(_ignoring(table, unless, returning), list(rows))
        return done.all() if returning else []
    same, differing = _split(rows)
    statement = _insertion(table, tuple(same), tuple(differing), unless, returning)
    done = tx.connection().execute(statement, _values(table, rows, same, differing))
    return done.all() if returning else []


def insert_together(
    tx: Transaction, *wanted: tuple[Table, Sequence[dict[str, Any]]], along: Update | None = None, **values: Any
) -> None:
    """Inserts rows of several tables, whose dicts name the same columns within a table; `along` is one UPDATE with its
    values. On PostgreSQL all of it is one statement."""
    filled = [(table, rows) for table, rows in wanted if rows]
    connection = tx.connection()
    if connection.dialect.name == "postgresql" and filled:
        given = {f"of_{table.name}": _as_json(table, rows, rows[0]) for table, rows in filled}
        statement = _together(tuple((table, tuple(rows[0])) for table, rows in filled), along)
        connection.execute(statement, values | given)
        return
    if along is not None:
        connection.execute(along, values)
    for table, rows in filled:
        connection.execute(_alone(table), list(rows))


def change_all(tx: Transaction, table: Table, changes: Changes, *keys: str, also: Mapping[str, Any] = NOTHING) -> None:
    """Sets, in each row that has these values in the `keys`, the other values, and `also` these in all.

    All changes name the same columns.
    """
    if not changes:
        return
    tx.flush()
    if tx.connection().dialect.name == "sqlite":
        every = {f"new_{name}": value for name, value in also.items()}
        named = [{(f"its_{n}" if n in keys else f"new_{n}"): v for n, v in one.items()} | every for one in changes]
        changing = (*(name for name in changes[0] if name not in keys), *also)
        tx.connection().execute(_changing(table, keys, changing), named)
        return
    same, differing = _split(changes)
    statement = _change(table, tuple(same), tuple(differing), keys, tuple(also))
    values = _values(table, changes, same, differing) | {f"also_{name}": value for name, value in also.items()}
    tx.connection().execute(statement, values)


def among(tx: Transaction, column: Any, values: Iterable[str]) -> ColumnElement[bool]:
    """SQL: the column has one of these values; they travel as one value where the database can take them so."""
    if tx.connection().dialect.name == "sqlite":
        return typing.cast("ColumnElement[bool]", column.in_(list(values)))
    return typing.cast("ColumnElement[bool]", column == func.any(bindparam(None, list(values), type_=ARRAY(Text))))


def _split(rows: Changes) -> tuple[list[str], list[str]]:
    """The names of what is the same in all rows, and of what is not; one at least differs."""
    first = rows[0]
    same = [name for name, value in first.items() if all(row[name] is value or row[name] == value for row in rows)]
    if len(same) == len(first):
        same.pop(0)
    return same, [name for name in first if name not in same]


def _values(table: Table, rows: Changes, same: Sequence[str], differing: Sequence[str]) -> dict[str, Any]:
    values = {f"all_{name}": rows[0][name] for name in same}
    return values | {"of_rows": _as_json(table, rows, differing)}


def _as_json(table: Table, rows: Changes, names: Iterable[str]) -> str:
    texts = {name for name in names if isinstance(table.c[name].type, JsonText)}
    plain = [{name: _text(row[name]) if name in texts else row[name] for name in names} for row in rows]
    return json.dumps(plain, separators=(",", ":"), default=_instant)


def _text(value: Any) -> str | None:
    return None if value is None else json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _instant(value: object) -> str:
    if not isinstance(value, datetime):
        raise TypeError(f"{type(value).__name__} is not stored like this")
    if value.tzinfo is None:
        raise ValueError("an instant needs a time zone")
    return value.isoformat()


def _rows(table: Table, names: tuple[str, ...], given_as: str = "of_rows") -> Any:
    columns = [column(name, _type(table.c[name])) for name in names]
    given = func.json_to_recordset(cast(bindparam(given_as, type_=Text), JSON))
    return given.table_valued(*columns, name="given").render_derived(name="given", with_types=True)


def _type(of: Column[Any]) -> Any:
    return Text() if isinstance(of.type, JsonText) else of.type


@lru_cache(maxsize=100)
def _ignoring(table: Table, unless: tuple[str, ...], told: tuple[str, ...]) -> Any:
    statement = sqlite_insert(table).on_conflict_do_nothing(index_elements=unless or None)
    return statement.returning(*(table.c[name] for name in told)) if told else statement


@lru_cache(maxsize=100)
def _changing(table: Table, keys: tuple[str, ...], names: tuple[str, ...]) -> Any:
    held = [table.c[name] == bindparam(f"its_{name}") for name in keys]
    return update(table).where(*held).values({name: bindparam(f"new_{name}") for name in names})


@lru_cache(maxsize=100)
def _insertion(
    table: Table, same: tuple[str, ...], differing: tuple[str, ...], unless: tuple[str, ...], told: tuple[str, ...]
) -> Any:
    rows = _rows(table, differing)
    shared = [bindparam(f"all_{name}", type_=table.c[name].type) for name in same]
    source = select(*(rows.c[name] for name in differing), *shared)
    statement = postgresql_insert(table).from_select([*differing, *same], source, include_defaults=False)
    ignoring = statement.on_conflict_do_nothing(index_elements=unless or None)
    return ignoring.returning(*(table.c[name] for name in told)) if told else ignoring


@lru_cache(maxsize=100)
def _change(
    table: Table, same: tuple[str, ...], differing: tuple[str, ...], keys: tuple[str, ...], also: tuple[str, ...]
) -> Any:
    rows = _rows(table, differing)
    wanted: dict[str, Any] = {name: rows.c[name] for name in differing}
    wanted |= {name: bindparam(f"all_{name}", type_=table.c[name].type) for name in same}
    values = {name: value for name, value in wanted.items() if name not in keys}
    values |= {name: bindparam(f"also_{name}", type_=table.c[name].type) for name in also}
    return update(table).where(*(table.c[name] == wanted[name] for name in keys)).values(values)


@lru_cache(maxsize=100)
def _together(tables: tuple[tuple[Table, tuple[str, ...]], ...], along: Update | None) -> Any:
    inserts = []
    for table, names in tables:
        rows = _rows(table, names, f"of_{table.name}")
        source = select(*(rows.c[name] for name in names))
        inserts.append(plain_insert(table).from_select(names, source, include_defaults=False))
    with_them = [one.cte(f"into_{table.name}") for one, (table, _) in zip(inserts[:-1], tables, strict=False)]
    if along is not None:
        with_them.append(along.cte("along"))
    return inserts[-1].add_cte(*with_them)


@lru_cache(maxsize=100)
def _alone(table: Table) -> Any:
    return plain_insert(table)
