"""Registrations: what became of a person's answer. Whoever changes one has locked the event's seat row before."""

from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

from sqlalchemy import (
    Column,
    ColumnElement,
    Index,
    Integer,
    ScalarSelect,
    String,
    Table,
    bindparam,
    func,
    insert,
    literal,
    select,
    text,
    update,
)

from services.registrations.base import METADATA, organisation, text_id
from shared.columns import BigId, Instant
from shared.database import Transaction
from shared.due_rows import due_columns, due_index
from shared.revision import next_revision

CONFIRMED, WAITLISTED, OFFERED = "confirmed", "waitlisted", "offered"
TENTATIVE, DECLINED, CANCELLED = "tentative", "declined", "cancelled"
STATUSES = (CONFIRMED, WAITLISTED, OFFERED, TENTATIVE, DECLINED, CANCELLED)

_IN_LINE = text("status = 'waitlisted'")

REGISTRATIONS = Table(
    "registrations",
    METADATA,
    text_id("id", key=True),
    organisation(),
    text_id("event_id"),
    text_id("participant_id"),
    text_id("invitation_id"),
    Column("status", String(12), nullable=False),
    Column("party_size", Integer, nullable=False),
    Column("position", Integer),
    Column("offer_until", Instant),
    Column("seat_held_until", Instant),
    Column("answer", String(10)),
    Column("told_at", Instant),
    Column("channel", String(10)),
    Column("revision", BigId, nullable=False),
    Column("changed_at", Instant, nullable=False),
    Column("changed_by", String(120), nullable=False),
    Column("reason", String(20)),
    *due_columns(),
    due_index("registrations"),
    Index("uq_registrations_person", "event_id", "participant_id", unique=True),
    Index("uq_registrations_invitation_id", "invitation_id", unique=True),
    Index("ix_registrations_event_id_id", "event_id", "id"),
    Index("ix_registrations_participant_id", "participant_id"),
    Index("ix_registrations_line", "event_id", "position", sqlite_where=_IN_LINE, postgresql_where=_IN_LINE),
)


@dataclass
class Registration:
    """One row, as it is or is to become.

    In the grace after a decline `seat_held_until` is set: a seat stays hers, or with a `position` her place in line.
    """

    id: str
    organisation: str
    event_id: str
    participant_id: str
    invitation_id: str
    status: str
    party_size: int
    changed_at: datetime
    changed_by: str
    revision: int = 0
    position: int | None = None
    offer_until: datetime | None = None
    seat_held_until: datetime | None = None
    answer: str | None = None
    told_at: datetime | None = None
    channel: str | None = None
    reason: str | None = None

    @property
    def held(self) -> int:
        """How many seats are hers: confirmed, offered, or kept for the grace of a decline."""
        kept = self.seat_held_until is not None and self.position is None
        return self.party_size if kept or self.status in (CONFIRMED, OFFERED) else 0

    @property
    def due_at(self) -> datetime | None:
        """When something happens to it by itself: the offer lapses or the grace ends."""
        return self.offer_until or self.seat_held_until

    def touch(self, tx: Transaction, reason: str) -> None:
        """Records that it changes now, by whom and why."""
        self.revision = next_revision(self.revision, tx.now)
        self.changed_at, self.changed_by, self.reason = tx.now, tx.by, reason


COLUMNS = tuple(field.name for field in fields(Registration))


def load(
    tx: Transaction, *where: ColumnElement[bool], order_by: Column[Any] = REGISTRATIONS.c.id, limit: int | None = None
) -> list[Registration]:
    """These registrations, locked; the caller holds the lock of their event's seat row."""
    query = select(*(REGISTRATIONS.c[name] for name in COLUMNS)).where(*where).order_by(order_by).limit(limit)
    return [Registration(**row._mapping) for row in tx.execute(query.with_for_update())]


def rank(tx: Transaction, registration: Registration) -> int | None:
    """Her place in the line now, from 1; None if she does not wait. Costs as much as the line before her is long."""
    if registration.status != WAITLISTED or registration.position is None:
        return None
    return rank_at(tx, registration.event_id, registration.position)


def rank_at(tx: Transaction, event_id: str, position: int) -> int | None:
    """The place in the line of whoever stands at this position."""
    return tx.scalar(select(rank_of(literal(event_id), literal(position))))


def rank_of(event_id: ColumnElement[str], position: ColumnElement[Any]) -> ScalarSelect[int]:
    """The same in SQL."""
    ahead = REGISTRATIONS.alias("ahead").c
    here = (ahead.event_id == event_id, ahead.status == WAITLISTED, ahead.position <= position)
    return select(func.count()).where(*here).scalar_subquery()


def add(tx: Transaction, registration: Registration) -> None:
    """Inserts one."""
    tx.execute(insert(REGISTRATIONS).values(vars(registration) | {"due_at": registration.due_at}))


def save(tx: Transaction, registrations: list[Registration]) -> None:
    """Writes changed ones back, in one statement."""
    if registrations:
        rows = [vars(one) | {"due_at": one.due_at, "key": one.id} for one in registrations]
        changed: dict[str, Any] = {name: bindparam(name) for name in (*COLUMNS, "due_at") if name != "id"}
        tx.connection().execute(
            update(REGISTRATIONS).where(REGISTRATIONS.c.id == bindparam("key")).values(changed), rows
        )
