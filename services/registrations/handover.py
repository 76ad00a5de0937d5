"""Hands free seats to those who wait, in the transaction that freed them: the first in line that fits."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from services.registrations import claims, history
from services.registrations.known_network import OFFER
from services.registrations.registration import OFFERED, REGISTRATIONS, WAITLISTED, Registration, load, save
from services.registrations.seats import Seats
from shared.database import Transaction

OFFERED_FOR = timedelta(hours=24)
ANSWERED, MOVED_UP = "answered", "moved_up"

AT_ONCE = 500  # how much of the line is looked at in one statement


@dataclass(frozen=True)
class Rule:
    """What a hand-over must know of the event: when it starts, and whether a seat is given or offered."""

    starts_at: datetime
    waitlist: str


def hand_over(tx: Transaction, seats: Seats, rule: Rule, *, asking: str | None = None) -> list[Registration]:
    """Moves up whoever fits and returns them, written; the seat row is locked, and saved by the caller.

    Once the event has begun nobody is called any more. `asking` said yes a moment ago: she is not asked again.
    """
    moved: list[Registration] = []
    if seats.closed or rule.starts_at <= tx.now:
        return moved
    after = 0
    while seats.line_is_open and (waiting := _line(tx, seats, after)):
        after = waiting[-1].position or 0
        for claim in waiting:
            if seats.fits(claim.party_size):
                _move_up(tx, seats, rule, claim, asked=claim.id == asking)
                moved.append(claim)
    save(tx, moved)
    history.write(tx, [claim for claim in moved if claim.id != asking])
    return moved


def _line(tx: Transaction, seats: Seats, after: int) -> list[Registration]:
    r = REGISTRATIONS.c
    fits = [] if seats.capacity is None else [r.party_size <= seats.capacity - seats.taken]
    in_line = (r.event_id == seats.event_id, r.status == WAITLISTED, r.position > after)
    return load(tx, *in_line, *fits, order_by=r.position, limit=AT_ONCE)


def _move_up(tx: Transaction, seats: Seats, rule: Rule, claim: Registration, *, asked: bool) -> None:
    claims.move_up(seats, claim)
    if rule.waitlist == OFFER and not asked:
        claim.status, claim.offer_until = OFFERED, min(tx.now + OFFERED_FOR, rule.starts_at)
    claim.touch(tx, ANSWERED if asked else MOVED_UP)
