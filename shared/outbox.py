"""Keeps the messages a transaction wants to say until every reader has them; touches no network."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Column, Index, String, Table, Text

from shared.bulk import insert_together
from shared.columns import BigId, Instant, JsonText
from shared.contracts import Contract
from shared.database import Transaction
from shared.due_rows import due_columns, due_index
from shared.machinery import METADATA
from shared.message import Message, digest

OUTBOX = Table(
    "outbox",
    METADATA,
    Column("position", BigId, primary_key=True, autoincrement=True),
    Column("id", String(40), nullable=False, unique=True),
    Column("type", String(80), nullable=False),
    Column("subject", String(120), nullable=False),
    Column("revision", BigId, nullable=False),
    Column("organisation", String(63), nullable=False),
    Column("digest", String(32), nullable=False),
    Column("body", Text),
    Column("readers", JsonText, nullable=False),
    Column("readers_left", JsonText, nullable=False),
    Column("written_at", Instant, nullable=False),
    Column("done_at", Instant),
    *due_columns(),
    due_index("outbox"),
    Index("ix_outbox_written", "written_at"),
)


@dataclass(frozen=True)
class Saying:
    """What one message says: about which subject, at which revision."""

    organisation: str
    subject: str
    revision: int
    data: dict[str, Any]


def put(
    tx: Transaction, contract: Contract, *, organisation: str, subject: str, revision: int, data: dict[str, Any]
) -> None:
    """Stores one message, to be published after this transaction commits."""
    put_all(tx, contract, [Saying(organisation, subject, revision, data)])


def put_all(tx: Transaction, contract: Contract, sayings: Iterable[Saying], *, again: bool = False) -> None:
    """Stores many messages of one type in one statement. `again`: nothing happened, this is how things stand."""
    rows = [row_of(tx, contract, saying, again=again) for saying in sayings]
    if rows:
        tx.flush()
        insert_together(tx, (OUTBOX, rows))


def row_of(tx: Transaction, contract: Contract, saying: Saying, *, again: bool = False) -> dict[str, Any]:
    """The row of one message, for those who store it with others."""
    message_id = tx.new_id("msg")
    message = Message(
        id=message_id,
        source=f"/samling/{tx.source}",
        type=contract.type,
        subject=saying.subject,
        time=tx.now,
        organisation=saying.organisation,
        revision=saying.revision,
        correlationid=tx.cause.correlationid if tx.cause else message_id,
        causationid=tx.cause.id if tx.cause else None,
        data=contract.dump(saying.data),
        again=again,
    )
    body = message.to_json()
    return {
        "id": message_id,
        "type": contract.type,
        "subject": saying.subject,
        "revision": saying.revision,
        "organisation": saying.organisation,
        "digest": digest(body),
        "body": body,
        "readers": contract.readers,
        "readers_left": contract.readers,
        "written_at": tx.now,
        "due_at": tx.now,
        "attempts": 0,
    }
