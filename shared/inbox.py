"""Stores each message once, as a due row that the dispatcher works."""

from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy import Column, Index, String, Table, Text, UniqueConstraint, bindparam, select, text, tuple_, update

from shared.bulk import insert_new
from shared.columns import BigId, Instant
from shared.database import Transaction
from shared.due_rows import due_columns, due_index
from shared.machinery import METADATA
from shared.message import Message, Unreadable, digest

_OPEN = text("due_at IS NOT NULL")
_WAITING = text("waiting_subject IS NOT NULL")

INBOX = Table(
    "inbox",
    METADATA,
    Column("position", BigId, primary_key=True, autoincrement=True),
    Column("source", String(200), nullable=False),
    Column("id", String(200), nullable=False),
    Column("type", String(200), nullable=False),
    Column("subject", String(200), nullable=False),
    Column("revision", BigId, nullable=False),
    Column("organisation", String(200), nullable=False),
    Column("digest", String(32), nullable=False),
    Column("locks", String(200)),
    Column("body", Text),
    Column("said_at", Instant, nullable=False),
    Column("received_at", Instant, nullable=False),
    Column("done_at", Instant),
    Column("waiting_source", String(200)),
    Column("waiting_subject", String(200)),
    Column("waiting_revision", BigId),
    Column("waiting_since", Instant),
    *due_columns(),
    due_index("inbox"),
    UniqueConstraint("source", "id", name="uq_inbox_source_id"),
    Index("ix_inbox_open_subject", "source", "subject", "revision", sqlite_where=_OPEN, postgresql_where=_OPEN),
    Index("ix_inbox_waiting", "waiting_source", "waiting_subject", sqlite_where=_WAITING, postgresql_where=_WAITING),
    Index("ix_inbox_said", "source", "said_at"),
)

_WAKE = (
    update(INBOX)
    .where(
        INBOX.c.waiting_source == bindparam("of_source"),
        INBOX.c.waiting_subject == bindparam("of_subject"),
        INBOX.c.waiting_revision <= bindparam("up_to"),
        INBOX.c.done_at.is_(None),
    )
    .values(due_at=bindparam("now"), dead_at=None, waiting_source=None, waiting_subject=None, waiting_revision=None)
)

Locks = Callable[[Message], str | None]


def store(tx: Transaction, bodies: Sequence[str | bytes], locks: Locks = lambda _message: None) -> int:
    """Stores messages as due rows and says how many were new.

    A repeat is ignored; a body that cannot be read, or an id that comes back with other content, is kept as a dead row
    with the reason. `locks` names the row that a handler will lock.
    """
    rows: dict[tuple[str, str], dict[str, Any]] = {}
    arrived = [_row(tx, body, locks) for body in bodies]
    repeated = [row for row in arrived if rows.setdefault((row["source"], row["id"]), row) is not row]
    if not rows:
        return 0
    # in the order of ids: two that store the same wait for each other, never in a ring
    stored = _insert_new(tx, [rows[key] for key in sorted(rows)])
    repeated += [row for key, row in rows.items() if key not in stored]
    changed = _changed(tx, repeated) if repeated else []
    if changed:
        _insert_new(tx, changed)
    return len(stored)


def _insert_new(tx: Transaction, rows: list[dict[str, Any]]) -> set[tuple[str, str]]:
    stored: set[tuple[str, str]] = set()
    for start in range(0, len(rows), 500):
        result = insert_new(tx, INBOX, rows[start : start + 500], "source", "id", returning=("source", "id"))
        stored.update((row.source, row.id) for row in result)
    return stored


def _row(tx: Transaction, body: str | bytes, locks: Locks) -> dict[str, Any]:
    try:
        message = Message.from_json(body)
    except Unreadable as fault:
        return _unreadable(tx, body, str(fault))
    return _columns(tx, body) | {
        "source": message.source,
        "id": message.id,
        "type": message.type,
        "subject": message.subject,
        "revision": message.revision,
        "organisation": message.organisation,
        "locks": locks(message),
        "said_at": message.time,
        "due_at": tx.now,
        "dead_at": None,
        "last_error": None,
    }


def _columns(tx: Transaction, body: str | bytes) -> dict[str, Any]:
    readable = body if isinstance(body, str) else body.decode("utf-8", "replace")
    return {"digest": digest(body), "body": readable.replace("\0", "\N{REPLACEMENT CHARACTER}"), "received_at": tx.now}


def _unreadable(tx: Transaction, body: str | bytes, reason: str) -> dict[str, Any]:
    columns = _columns(tx, body)
    return columns | {
        "source": "unreadable",
        "id": columns["digest"],
        "type": "unreadable",
        "subject": columns["digest"],
        "revision": 0,
        "organisation": "*",
        "locks": None,
        "said_at": tx.now,
        "due_at": None,
        "dead_at": tx.now,
        "last_error": reason,
    }


def _changed(tx: Transaction, repeated: list[dict[str, Any]]) -> list[dict[str, Any]]:
    keys = [(row["source"], row["id"]) for row in repeated]
    query = select(INBOX.c.source, INBOX.c.id, INBOX.c.digest).where(tuple_(INBOX.c.source, INBOX.c.id).in_(keys))
    known = {(row.source, row.id): row.digest for row in tx.execute(query)}
    return [
        row
        | {
            "id": f"{row['id'][:160]}#{row['digest']}",
            "due_at": None,
            "dead_at": tx.now,
            "last_error": "the same id came before with other content",
        }
        for row in repeated
        if known[row["source"], row["id"]] != row["digest"]
    ]


def wake_waiting(tx: Transaction, source: str, subject: str, revision: int) -> None:
    """Makes due the rows that wait for this subject at this revision or an older one, also those shown as dead."""
    tx.execute(_WAKE, {"of_source": source, "of_subject": subject, "up_to": revision, "now": tx.now})
