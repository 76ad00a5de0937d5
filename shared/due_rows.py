"""Everything that happens later is a row with a due time: claimed under a lease, then finished, put off or given up."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    Column,
    ColumnElement,
    FromClause,
    Index,
    Integer,
    Row,
    Select,
    String,
    Table,
    Text,
    Update,
    bindparam,
    func,
    select,
    text,
    update,
)

from shared.columns import Instant
from shared.database import Transaction
from shared.sql import dialect_of, one_of


def due_columns() -> list[Column[Any]]:
    """The columns that make a table one of due rows.

    `due_at`: when to work it next, null when it is finished or given up; `lease`: who works it now; `attempts`: times
    claimed or failed; `dead_at`, `last_error`: when and why it was given up.
    """
    return [
        Column("due_at", Instant),
        Column("lease", String(40)),
        Column("attempts", Integer, nullable=False, default=0, server_default="0"),
        Column("dead_at", Instant),
        Column("last_error", Text),
    ]


def due_index(table: str) -> Index:
    """Finds due rows without touching the finished ones."""
    open_rows = text("due_at IS NOT NULL")
    return Index(f"ix_{table}_due", "due_at", sqlite_where=open_rows, postgresql_where=open_rows)


def select_due(
    tx: Transaction, table: Table, *, limit: int, where: ColumnElement[bool] | None = None, order_by: Sequence[Any] = ()
) -> list[Row[Any]]:
    """Due rows, locked until this transaction ends; rows that another transaction holds are passed over."""
    return list(tx.execute(_due(table, where, tuple(order_by)), {"by_now": tx.now, "at_most": limit}))


def claim(
    tx: Transaction,
    table: Table,
    *,
    limit: int,
    lease: timedelta,
    where: ColumnElement[bool] | None = None,
    order_by: Sequence[Any] = (),
) -> list[Row[Any]]:
    """Takes due rows beyond this transaction: nobody else gets them until the lease ends. Each row has its `lease`."""
    key = _key(table)
    taken = [row._mapping[key.name] for row in select_due(tx, table, limit=limit, where=where, order_by=order_by)]
    if not taken:
        return []
    name = tx.new_id("lease")
    found = tx.execute(
        _lease(table, dialect_of(tx)), {"of_keys": taken, "lease_end": tx.now + lease, "lease_name": name}
    )
    position = {value: place for place, value in enumerate(taken)}
    return sorted(found, key=lambda row: position[row._mapping[key.name]])


def finish(tx: Transaction, table: Table, rows: Iterable[Row[Any]], **also: Any) -> int:
    """Marks claimed rows as done, setting other columns too; rows whose lease was lost are left alone."""
    return _settle(tx, table, rows, due_at=None, **also)


def put_off(
    tx: Transaction, table: Table, rows: Iterable[Row[Any]], *, until: datetime, reason: str, **also: Any
) -> int:
    """Makes claimed rows due again later."""
    return _settle(tx, table, rows, due_at=until, last_error=reason[:2000], **also)


def give_up(tx: Transaction, table: Table, rows: Iterable[Row[Any]], *, reason: str, **also: Any) -> int:
    """Parks claimed rows as dead: they wait for a person."""
    return _settle(tx, table, rows, due_at=None, dead_at=tx.now, last_error=reason[:2000], **also)


def revive(tx: Transaction, table: Table, condition: ColumnElement[bool]) -> int:
    """Makes dead rows due now, with a fresh count of attempts."""
    statement = update(table).where(table.c.dead_at.is_not(None), condition)
    return _count(tx, statement.values(due_at=tx.now, dead_at=None, attempts=0, lease=None))


def release(tx: Transaction, table: Table) -> int:
    """Ends all leases: for a start at which nobody else can be alive."""
    return _count(
        tx,
        update(table).where(table.c.lease.is_not(None), table.c.due_at.is_not(None)).values(due_at=tx.now, lease=None),
    )


def oldest_due(tx: Transaction, table: Table) -> datetime | None:
    """The due time of the row that has waited longest, if any is due."""
    oldest: datetime | None = tx.scalar(select(func.min(table.c.due_at)).where(table.c.due_at <= tx.now))
    return oldest


def dead_count(tx: Transaction, table: Table) -> int:
    """How many rows were given up."""
    return tx.scalar(select(func.count()).select_from(table).where(table.c.dead_at.is_not(None))) or 0


def _settle(tx: Transaction, table: Table, rows: Iterable[Row[Any]], **values: Any) -> int:
    by_lease: dict[str | None, list[Any]] = {}
    key = _key(table)
    for row in rows:
        by_lease.setdefault(row._mapping["lease"], []).append(row._mapping[key.name])
    settled = 0
    for lease, keys in by_lease.items():
        said = {f"to_{name}": value for name, value in values.items()}
        statement = _held(table, tuple(values), dialect_of(tx))
        settled += _count(tx, statement, {"of_keys": keys, "lease_name": lease} | said)
    return settled


# a statement that was put together once is not put together, and looked up by all of its parts, for every turn


@lru_cache(maxsize=100)
def _due(table: Table, where: ColumnElement[bool] | None, order_by: tuple[Any, ...]) -> Select[Any]:
    query = select(table).where(table.c.due_at <= bindparam("by_now"))
    if where is not None:
        query = query.where(where)
    query = query.order_by(*(order_by or (table.c.due_at, _key(table)))).limit(bindparam("at_most", type_=Integer))
    return query.with_for_update(skip_locked=True, of=table)


@lru_cache(maxsize=100)
def _lease(table: Table, dialect: str) -> Any:
    taken = update(table).where(one_of(_key(table), "of_keys", dialect))
    changed = {"due_at": bindparam("lease_end"), "lease": bindparam("lease_name"), "attempts": table.c.attempts + 1}
    return taken.values(changed).returning(table)


@lru_cache(maxsize=100)
def _held(table: Table, names: tuple[str, ...], dialect: str) -> Update:
    held = one_of(_key(table), "of_keys", dialect), table.c.lease == bindparam("lease_name")
    return update(table).where(*held).values({"lease": None} | {name: bindparam(f"to_{name}") for name in names})


def _key(table: FromClause) -> ColumnElement[Any]:
    (key,) = table.primary_key
    return key


def _count(tx: Transaction, statement: Any, values: dict[str, Any] | None = None) -> int:
    return tx.execute(statement, values).rowcount  # type: ignore[attr-defined, no-any-return]
