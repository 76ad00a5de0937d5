"""What happened to registrations without an answer of theirs: moved up, cancelled, lapsed; who did it, when and why."""

from collections.abc import Iterable

from sqlalchemy import Column, Index, Integer, String, Table, Text, insert

from services.registrations.base import METADATA, organisation, text_id
from services.registrations.registration import Registration
from shared.columns import BigId, Instant
from shared.database import Transaction

HISTORY = Table(
    "registration_history",
    METADATA,
    text_id("registration_id", key=True),
    Column("revision", BigId, primary_key=True, autoincrement=False),
    organisation(),
    text_id("event_id"),
    Column("status", String(12), nullable=False),
    Column("party_size", Integer, nullable=False),
    Column("at", Instant, nullable=False),
    Column("by", String(120), nullable=False),
    Column("reason", String(20), nullable=False),
    Column("note", Text),
    Index("ix_registration_history_event_id", "event_id"),
)


def write(tx: Transaction, registrations: Iterable[Registration], note: str | None = None) -> None:
    """Keeps what these registrations have just become."""
    rows = [
        {
            "registration_id": one.id,
            "revision": one.revision,
            "organisation": one.organisation,
            "event_id": one.event_id,
            "status": one.status,
            "party_size": one.party_size,
            "at": one.changed_at,
            "by": one.changed_by,
            "reason": one.reason,
            "note": note,
        }
        for one in registrations
    ]
    if rows:
        tx.connection().execute(insert(HISTORY), rows)
