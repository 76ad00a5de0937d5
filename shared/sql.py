"""The few statements whose text differs between SQLite and PostgreSQL."""

from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any, cast

from sqlalchemy import ARRAY, ColumnElement, Table, bindparam, func, literal_column
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert

from shared.database import Transaction
from shared.folding import MARKS, PLAIN

Insert = Callable[[Table], Any]


def insert(tx: Transaction, table: Table) -> Any:
    """An INSERT that can say ON CONFLICT, of the database at hand."""
    return insert_of(tx)(table)


def insert_of(tx: Transaction) -> Insert:
    """What makes such INSERTs: a key for those who put theirs together once."""
    return sqlite_insert if tx.connection().dialect.name == "sqlite" else postgresql_insert


def one_of(column: Any, name: str, dialect: str) -> ColumnElement[bool]:
    """SQL: the column has one of the values of this parameter; PostgreSQL gets them as one and keeps its plan."""
    if dialect == "sqlite":
        return cast("ColumnElement[bool]", column.in_(bindparam(name, expanding=True)))
    return cast("ColumnElement[bool]", column == func.any(bindparam(name, type_=ARRAY(column.type))))


def folded(column: Any, dialect: str) -> ColumnElement[str]:
    """SQL: the text as `shared.folding.fold` makes it."""
    if dialect == "sqlite":
        return func.folded(column)
    bare = func.regexp_replace(func.normalize(column, literal_column("NFKD")), f"[{MARKS}]", "", "g")
    return func.lower(func.translate(bare, *PLAIN))


def dialect_of(tx: Transaction) -> str:
    """The name of the database at hand: a key for those who put statements together once."""
    return tx.connection().dialect.name


def insert_ignore(tx: Transaction, table: Table, rows: Sequence[dict[str, Any]], *conflict: str) -> None:
    """Inserts rows, leaving those alone that are there (by the given unique columns, or any)."""
    if rows:
        tx.flush()
        tx.connection().execute(_ignoring(insert_of(tx), table, conflict), list(rows))


def upsert(tx: Transaction, table: Table, rows: Sequence[dict[str, Any]], *key: str) -> None:
    """Inserts rows, or overwrites what is there under the same key."""
    if rows:
        tx.flush()
        tx.connection().execute(_overwriting(insert_of(tx), table, key, tuple(rows[0])), list(rows))


def follow(tx: Transaction, table: Table, row: dict[str, Any]) -> bool:
    """Upserts a copy of what another service said (by `id`), unless a newer `revision` is known; says if it was."""
    return bool(follow_all(tx, table, [row]))


def follow_all(tx: Transaction, table: Table, rows: Sequence[dict[str, Any]]) -> set[str]:
    """The same for many, no two with one id; the ids of those that were taken."""
    if not rows:
        return set()
    tx.flush()
    return set(tx.connection().execute(_following(insert_of(tx), table, tuple(rows[0])), list(rows)).scalars())


@lru_cache(maxsize=200)
def _ignoring(insert: Insert, table: Table, conflict: tuple[str, ...]) -> Any:
    return insert(table).on_conflict_do_nothing(index_elements=conflict or None)


@lru_cache(maxsize=200)
def _overwriting(insert: Insert, table: Table, key: tuple[str, ...], names: tuple[str, ...]) -> Any:
    statement: Any = insert(table)
    changed = {name: statement.excluded[name] for name in names if name not in key}
    return statement.on_conflict_do_update(index_elements=key, set_=changed)


@lru_cache(maxsize=200)
def _following(insert: Insert, table: Table, names: tuple[str, ...]) -> Any:
    statement: Any = insert(table)
    changed = {name: statement.excluded[name] for name in names if name != "id"}
    newer = table.c.revision < statement.excluded.revision
    return statement.on_conflict_do_update(index_elements=["id"], set_=changed, where=newer).returning(table.c.id)
