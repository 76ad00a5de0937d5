"""The few statements whose text differs between SQLite and PostgreSQL."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Table
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert

from shared.database import Transaction


def insert(tx: Transaction, table: Table) -> Any:
    """An INSERT that can say ON CONFLICT, of the database at hand."""
    return (sqlite_insert if tx.connection().dialect.name == "sqlite" else postgresql_insert)(table)


def insert_ignore(tx: Transaction, table: Table, rows: Sequence[dict[str, Any]], *conflict: str) -> None:
    """Inserts rows, leaving those alone that are there (by the given unique columns, or any)."""
    if rows:
        tx.flush()
        statement = insert(tx, table).on_conflict_do_nothing(index_elements=conflict or None)
        tx.connection().execute(statement, list(rows))


def upsert(tx: Transaction, table: Table, rows: Sequence[dict[str, Any]], *key: str) -> None:
    """Inserts rows, or overwrites what is there under the same key."""
    if rows:
        tx.flush()
        statement = insert(tx, table)
        changed = {name: statement.excluded[name] for name in rows[0] if name not in key}
        tx.connection().execute(statement.on_conflict_do_update(index_elements=key, set_=changed), list(rows))


def follow(tx: Transaction, table: Table, row: dict[str, Any]) -> bool:
    """Upserts a copy of what another service said (by `id`), unless a newer `revision` is known; says if it was."""
    tx.flush()
    statement = insert(tx, table).values(row)
    changed = {name: statement.excluded[name] for name in row if name != "id"}
    newer = table.c.revision < statement.excluded.revision
    taken = statement.on_conflict_do_update(index_elements=["id"], set_=changed, where=newer).returning(table.c.id)
    return tx.execute(taken).first() is not None
