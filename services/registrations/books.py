"""What the audit recounts of `registrations`: the counters of seats against the registrations themselves."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import ColumnElement, func, or_, select

from services.registrations.invitation import INVITATIONS
from services.registrations.registration import CONFIRMED, OFFERED, REGISTRATIONS, WAITLISTED
from services.registrations.seats import SEATS
from shared.audit import Book
from shared.database import Transaction


def books(tx: Transaction) -> Iterable[Book]:
    """Seats taken, people waiting, and an invitation behind every registration."""
    r = REGISTRATIONS.c
    confirmed = _party(tx, r.status == CONFIRMED)
    offered = _party(tx, r.status == OFFERED)
    kept = _party(tx, r.seat_held_until.is_not(None), r.position.is_(None))
    taken = tx.scalar(select(func.coalesce(func.sum(SEATS.c.taken), 0))) or 0
    waiting = tx.scalar(select(func.coalesce(func.sum(SEATS.c.waiting), 0))) or 0
    return [
        Book("seats taken", taken, {"confirmed": confirmed, "offered": offered, "kept after a decline": kept}),
        Book("waiting line", waiting, {"waitlisted": _count(tx, r.status == WAITLISTED)}),
        Book("events with a wrong count", 0, {"seats": _wrong(tx)}),
        Book("registrations", _count(tx), {"with an invitation": _count(tx, _invited())}),
    ]


def _party(tx: Transaction, *where: ColumnElement[bool]) -> int:
    return tx.scalar(select(func.coalesce(func.sum(REGISTRATIONS.c.party_size), 0)).where(*where)) or 0


def _count(tx: Transaction, *where: ColumnElement[bool]) -> int:
    return tx.scalar(select(func.count()).select_from(REGISTRATIONS).where(*where)) or 0


def _invited() -> ColumnElement[bool]:
    return REGISTRATIONS.c.invitation_id.in_(select(INVITATIONS.c.id))


def _wrong(tx: Transaction) -> int:
    """Events whose own counters differ from their own registrations: sums over all might hide two that cancel out."""
    r = REGISTRATIONS.c
    kept = r.seat_held_until.is_not(None) & r.position.is_(None)
    taken: Any = func.sum(r.party_size).filter(or_(r.status.in_([CONFIRMED, OFFERED]), kept))
    waiting: Any = func.count().filter(r.status == WAITLISTED)
    counted = select(r.event_id, taken.label("taken"), waiting.label("waiting")).group_by(r.event_id).subquery()
    differs = or_(
        SEATS.c.taken != func.coalesce(counted.c.taken, 0), SEATS.c.waiting != func.coalesce(counted.c.waiting, 0)
    )
    joined = select(func.count()).select_from(SEATS.outerjoin(counted, counted.c.event_id == SEATS.c.event_id))
    return tx.scalar(joined.where(differs)) or 0
