"""Seats: one row per event, locked before any of its registrations, so that none is given twice.

`taken` counts confirmed, offered and kept seats; `allowed` is the capacity, or what was taken when it was lowered.
Locks are taken in one order, so that nobody waits in a ring: people, the event, new invitations, its seats, and then
registrations and invitations that are there.
"""

from dataclasses import dataclass, fields
from datetime import timedelta
from functools import cache
from typing import Any

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    Integer,
    Table,
    and_,
    bindparam,
    case,
    func,
    literal,
    null,
    or_,
    select,
    true,
    update,
)
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert

from services.registrations.base import METADATA, organisation, risen, text_id
from services.registrations.registration import COLUMNS, CONFIRMED, REGISTRATIONS, WAITLISTED, Registration
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
_COUNTERS = [SEATS.c[name] for name in _COLUMNS]


def lock(tx: Transaction, event_id: str, organisation: str) -> Seats:
    """The event's counters; until this transaction ends nobody else changes a registration of it. 404 if unknown."""
    query = select(*_COUNTERS).where(SEATS.c.event_id == event_id, SEATS.c.organisation == organisation)
    row = tx.execute(query.with_for_update()).first()
    if row is None:
        raise NotFound
    return Seats(**row._mapping)


def save(tx: Transaction, seats: Seats) -> None:
    """Writes the counters of a locked row; the others will be told soon."""
    seats.revision = next_revision(seats.revision, tx.now)
    told_at = func.coalesce(SEATS.c.due_at, literal(tx.now + TOLD_AFTER, SEATS.c.due_at.type))
    values = vars(seats) | {"allowed": seats.allowed, "due_at": told_at}
    tx.execute(update(SEATS).where(SEATS.c.event_id == seats.event_id).values(values))


def open_for(tx: Transaction, event_id: str, organisation: str, capacity: int | None) -> None:
    """Makes the row of a new event; one that is there is left alone."""
    seats = Seats(event_id, organisation, capacity, revision=next_revision(0, tx.now))
    row = vars(seats) | {"allowed": capacity, "due_at": tx.now}
    tx.execute(insert(tx, SEATS).values(row).on_conflict_do_nothing(index_elements=["event_id"]))


def take(tx: Transaction, claim: Registration) -> tuple[Seats, bool] | None:
    """Gives a first yes a seat, or a place at the end of the line, and stores the registration.

    Returns the counters as they are now (locked) and whether the registration is new: if another answer of hers came
    first, nothing is changed. None: the event takes no such party.
    """
    joined = _take_on_postgresql if tx.connection().dialect.name == "postgresql" else _take_on_sqlite
    asked = {
        "at_event": claim.event_id,
        "whose": claim.organisation,
        "party": claim.party_size,
        "least": next_revision(0, tx.now),
        "told_at_": tx.now + TOLD_AFTER,
    }
    found = joined(tx, claim, asked)
    if found is None:
        return None
    seats, is_new = found
    in_line = seats.waiting > 0
    claim.status, claim.position = (WAITLISTED, seats.last_position) if in_line else (CONFIRMED, None)
    if not is_new:
        _give_back(tx, seats, claim)
    return seats, is_new


def _take_on_postgresql(tx: Transaction, claim: Registration, asked: dict[str, Any]) -> tuple[Seats, bool] | None:
    """One statement: the lock on the seat row is held for one round trip less."""
    row = tx.execute(_joined_into_one(), asked | {f"new_{name}": value for name, value in vars(claim).items()}).first()
    if row is None:
        return None
    return Seats(**{name: row._mapping[name] for name in _COLUMNS}), row.made_id is not None


def _take_on_sqlite(tx: Transaction, claim: Registration, asked: dict[str, Any]) -> tuple[Seats, bool] | None:
    """The same in turn: SQLite takes no UPDATE inside WITH, and lets one transaction write at a time."""
    row = tx.execute(_count_in(), asked).first()
    if row is None:
        return None
    in_line = row.waiting > 0
    given = {"status": WAITLISTED if in_line else CONFIRMED, "position": row.last_position if in_line else None}
    is_new = tx.execute(_inserted_alone(), vars(claim) | given).first() is not None
    return Seats(**row._mapping), is_new


# Statements are built once: putting one together costs more than the database takes to do it.


@cache
def _count_in() -> Any:
    """The guard itself: one UPDATE that decides between a seat and the line, and says which."""
    s, party = SEATS.c, bindparam("party", type_=SEATS.c.taken.type)
    seated = and_(s.waiting == 0, or_(s.capacity.is_(None), s.taken + party <= s.capacity))
    open_to = (s.event_id == bindparam("at_event"), s.organisation == bindparam("whose"), s.closed.is_(False))
    changed = {
        "taken": case((seated, s.taken + party), else_=s.taken),
        "waiting": case((seated, s.waiting), else_=s.waiting + 1),
        "last_position": case((seated, s.last_position), else_=s.last_position + 1),
        "revision": risen(s.revision, bindparam("least", type_=s.revision.type)),
        "due_at": func.coalesce(s.due_at, bindparam("told_at_", type_=s.due_at.type)),
    }
    statement = update(SEATS).where(*open_to, or_(s.capacity.is_(None), s.capacity >= party))
    return statement.values(changed).returning(*_COUNTERS)


@cache
def _joined_into_one() -> Any:
    """The guard and the INSERT of what it decided."""
    seat = _count_in().cte("seat")
    in_line = seat.c.waiting > 0
    decided = {
        "status": case((in_line, WAITLISTED), else_=CONFIRMED),
        "position": case((in_line, seat.c.last_position), else_=null()),
    }
    values = [
        decided.get(name, bindparam(f"new_{name}", type_=REGISTRATIONS.c[name].type).label(f"value_{name}"))
        for name in COLUMNS
    ]
    rows = postgresql_insert(REGISTRATIONS).from_select(COLUMNS, select(*values).select_from(seat))
    made = rows.on_conflict_do_nothing(index_elements=_PERSON).returning(REGISTRATIONS.c.id).cte("made")
    return select(seat, made.c.id.label("made_id")).select_from(seat.outerjoin(made, true()))


@cache
def _inserted_alone() -> Any:
    row = sqlite_insert(REGISTRATIONS).values({name: bindparam(name) for name in COLUMNS})
    return row.on_conflict_do_nothing(index_elements=_PERSON).returning(REGISTRATIONS.c.id)


_PERSON = ["event_id", "participant_id"]


def _give_back(tx: Transaction, seats: Seats, claim: Registration) -> None:
    if claim.position is None:
        seats.taken -= claim.party_size
    else:
        seats.waiting -= 1
        seats.last_position -= 1
    save(tx, seats)
