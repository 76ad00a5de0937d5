"""Seats: one row per event, locked before any of its registrations, so that none is given twice.

`taken` counts confirmed, offered and kept seats; `allowed` is the capacity, or what was taken when it was lowered.
Locks are taken in one order, so that nobody waits in a ring: people, the event, new invitations, its seats, and then
registrations and invitations that are there.
"""

from dataclasses import dataclass, fields
from datetime import timedelta
from functools import cache
from typing import Any

from sqlalchemy import Boolean, CheckConstraint, Column, Integer, Table, Update, bindparam, func, select, update

from services.registrations.base import METADATA, organisation, text_id
from shared.columns import BigId
from shared.database import Transaction
from shared.due_rows import due_columns, due_index
from shared.problems import NotFound
from shared.revision import next_revision
from shared.sql import insert

TOLD_AFTER = timedelta(seconds=1)  # many changes within it are told the others as one

SEATS = Table(
    "seats",
    METADATA,
    text_id("event_id", key=True),
    organisation(),
    Column("capacity", Integer),
    Column("allowed", Integer),
    Column("taken", Integer, nullable=False),
    Column("waiting", Integer, nullable=False),
    Column("last_position", Integer, nullable=False),
    Column("closed", Boolean, nullable=False),
    Column("revision", BigId, nullable=False),
    *due_columns(),
    due_index("seats"),
    CheckConstraint("taken >= 0 AND (capacity IS NULL OR taken <= allowed)", name="taken"),
    CheckConstraint("waiting >= 0", name="waiting"),
)


@dataclass
class Seats:
    """The counters of one event and what can be done to them; pure, so that it can be tested without a database."""

    event_id: str
    organisation: str
    capacity: int | None
    taken: int = 0
    waiting: int = 0
    last_position: int = 0
    closed: bool = False
    revision: int = 0

    @property
    def allowed(self) -> int | None:
        """How many may be taken: nobody is thrown out when the capacity is lowered."""
        return None if self.capacity is None else max(self.capacity, self.taken)

    @property
    def line_is_open(self) -> bool:
        """Whether somebody waits while a seat is free."""
        return self.waiting > 0 and (self.capacity is None or self.taken < self.capacity)

    @property
    def is_full(self) -> bool:
        """Whether not even one seat is free."""
        return self.capacity is not None and self.taken >= self.capacity

    def fits(self, party: int) -> bool:
        """Whether so many seats are free."""
        return self.capacity is None or self.taken + party <= self.capacity

    def has_room(self, party: int) -> bool:
        """Whether a newcomer may have them: who waits goes first."""
        return self.waiting == 0 and self.fits(party)

    def next_position(self) -> int:
        """A place at the end of the line."""
        self.last_position += 1
        return self.last_position


_COLUMNS = tuple(field.name for field in fields(Seats))
_COUNTED = (*_COLUMNS[2:], "allowed")
_COUNTERS = [SEATS.c[name] for name in _COLUMNS]


def lock(tx: Transaction, event_id: str, organisation: str) -> Seats:
    """The event's counters; until this transaction ends nobody else changes a registration of it. 404 if unknown."""
    row = tx.connection().execute(_locked(), {"event_id": event_id, "organisation": organisation}).first()
    if row is None:
        raise NotFound
    return Seats(**row._mapping)


def save(tx: Transaction, seats: Seats) -> None:
    """Writes the counters of a locked row; the others will be told soon."""
    statement, values = counted(tx, seats)
    tx.connection().execute(statement, values)


def open_for(tx: Transaction, event_id: str, organisation: str, capacity: int | None) -> None:
    """Makes the row of a new event; one that is there is left alone."""
    seats = Seats(event_id, organisation, capacity, revision=next_revision(0, tx.now))
    row = vars(seats) | {"allowed": capacity, "due_at": tx.now}
    tx.execute(insert(tx, SEATS).values(row).on_conflict_do_nothing(index_elements=["event_id"]))


def counted(tx: Transaction, seats: Seats) -> tuple[Update, dict[str, Any]]:
    """The same as a statement and its values, for those who write more with it."""
    seats.revision = next_revision(seats.revision, tx.now)
    values: dict[str, Any] = {f"new_{name}": getattr(seats, name) for name in _COUNTED}
    return _count(), values | {"new_due_at": tx.now + TOLD_AFTER, "at_event": seats.event_id}


@cache
def _count() -> Update:
    # statements are built once: putting one together costs more than the database takes to do it
    new: dict[str, Any] = {name: bindparam(f"new_{name}", type_=SEATS.c[name].type) for name in (*_COUNTED, "due_at")}
    new["due_at"] = func.coalesce(SEATS.c.due_at, new["due_at"])
    return update(SEATS).where(SEATS.c.event_id == bindparam("at_event")).values(new)


@cache
def _locked() -> Any:
    s = SEATS.c
    whose = (s.event_id == bindparam("event_id"), s.organisation == bindparam("organisation"))
    return select(*_COUNTERS).where(*whose).with_for_update()
