"""Recounts a service from its raw rows: books that must balance, and fingerprints of messages said and heard."""

import hashlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Column, Integer, String, Table, and_, func, select

from shared.database import Transaction
from shared.inbox import INBOX
from shared.machinery import METADATA
from shared.outbox import OUTBOX
from shared.sql import insert

IN_FLIGHT = timedelta(seconds=10)  # what is younger may still be under way

MEMORY = timedelta(days=30)  # messages are compared this far back; their ids are kept a little longer

REMOVED = Table(
    "removed", METADATA, Column("what", String(80), primary_key=True), Column("total", Integer, nullable=False)
)


@dataclass(frozen=True)
class Book:
    """What is owed against what was found, by name; it balances when the sums are equal."""

    name: str
    owed: int
    found: dict[str, int]

    @property
    def balanced(self) -> bool:
        return self.owed == sum(self.found.values())


def _counts(table: Table) -> Any:
    is_open = table.c.done_at.is_(None)
    states = {
        "done": table.c.done_at.is_not(None),
        "pending": and_(is_open, table.c.due_at.is_not(None)),
        "dead": and_(is_open, table.c.dead_at.is_not(None)),
        "given_up": table.c.dead_at.is_not(None),
    }
    counts = [func.count().filter(state).label(name) for name, state in states.items()]
    return select(func.count().label("owed"), *counts).select_from(table)


_COUNTED = (_counts(OUTBOX), _counts(INBOX))

Books = Callable[[Transaction], Iterable[Book]]


def machinery_books(tx: Transaction) -> list[Book]:
    """The books every service has: its outbox, its inbox and the rows that gave up."""
    outbox, inbox = (tx.execute(counted).one() for counted in _COUNTED)
    return [
        Book("outbox", outbox.owed, {"done": outbox.done, "pending": outbox.pending, "dead": outbox.dead}),
        Book("inbox", inbox.owed, {"done": inbox.done, "pending": inbox.pending, "dead": inbox.dead}),
        Book("dead rows", outbox.given_up + inbox.given_up, {}),
    ]


def said(tx: Transaction) -> dict[str, dict[str, Any]]:
    """By reader and hour: how many messages this service has said to it for certain, and their fingerprint."""
    confirmed: dict[str, list[tuple[datetime, str]]] = {}
    query = select(OUTBOX.c.id, OUTBOX.c.written_at, OUTBOX.c.readers, OUTBOX.c.readers_left)
    for row in tx.execute(query.where(_comparable(OUTBOX.c.written_at, tx.now))):
        for reader in row.readers:
            if reader not in row.readers_left:
                confirmed.setdefault(reader, []).append((row.written_at, row.id))
    return {reader: _by_hour(rows) for reader, rows in confirmed.items()}


def heard(tx: Transaction) -> dict[str, dict[str, Any]]:
    """By source and hour: how many messages this service has heard from it, and their fingerprint."""
    rows: dict[str, list[tuple[datetime, str]]] = {}
    query = select(INBOX.c.source, INBOX.c.id, INBOX.c.said_at)
    for row in tx.execute(query.where(_comparable(INBOX.c.said_at, tx.now))):
        rows.setdefault(row.source.removeprefix("/samling/"), []).append((row.said_at, row.id))
    return {source: _by_hour(found) for source, found in rows.items()}


def ids_said(tx: Transaction, reader: str, hour: datetime) -> dict[str, bool]:
    """The ids said to a reader within one hour; True where the reader has confirmed."""
    query = select(OUTBOX.c.id, OUTBOX.c.readers, OUTBOX.c.readers_left).where(_within(OUTBOX.c.written_at, hour))
    return {row.id: reader not in row.readers_left for row in tx.execute(query) if reader in row.readers}


def ids_heard(tx: Transaction, source: str, hour: datetime) -> list[str]:
    """The ids heard from a source within one hour."""
    query = select(INBOX.c.id).where(INBOX.c.source == f"/samling/{source}", _within(INBOX.c.said_at, hour))
    return list(tx.scalars(query))


def removed(tx: Transaction, what: str, count: int) -> None:
    """Keeps count of rows that were removed or discarded, so that the books can name them."""
    if count:
        statement = insert(tx, REMOVED).values(what=what, total=count)
        total = REMOVED.c.total + statement.excluded.total
        tx.execute(statement.on_conflict_do_update(index_elements=["what"], set_={"total": total}))


def removed_counts(tx: Transaction) -> dict[str, int]:
    """What was removed so far, by kind."""
    return {row.what: row.total for row in tx.execute(select(REMOVED))}


def _by_hour(rows: Sequence[tuple[datetime, str]]) -> dict[str, Any]:
    hours: dict[str, list[int]] = {}
    for at, message_id in rows:
        entry = hours.setdefault(at.replace(minute=0, second=0, microsecond=0).isoformat(), [0, 0])
        entry[0] += 1
        entry[1] ^= int.from_bytes(hashlib.sha256(message_id.encode()).digest()[:8])
    return {hour: {"count": count, "digest": f"{mixed:016x}"} for hour, (count, mixed) in hours.items()}


def _comparable(column: Column[Any], now: datetime) -> Any:
    oldest = (now - MEMORY).replace(minute=0, second=0, microsecond=0)
    return (column >= oldest) & (column <= now - IN_FLIGHT)


def _within(column: Column[Any], hour: datetime) -> Any:
    return (column >= hour) & (column < hour + timedelta(hours=1))
