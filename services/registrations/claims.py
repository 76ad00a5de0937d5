"""The rules of seats for one person: saying yes, stepping back, and the grace in between; pure."""

from datetime import datetime

from services.registrations.registration import CONFIRMED, WAITLISTED, Registration
from services.registrations.seats import Seats

PARTY_TOO_LARGE = "party_too_large"


def say_yes(seats: Seats, claim: Registration, party: int) -> str | None:
    """Gives her a seat or a place in the line, or says why not; then nothing is changed.

    Who has seats keeps them: a larger party gets the seats it lacks if they are free and nobody waits, else she is
    refused. Who waits keeps her place. Who comes back within the grace of a decline has what she had before.
    """
    held = claim.held
    if seats.capacity is not None and party > max(seats.capacity, held):
        return PARTY_TOO_LARGE
    if held:
        more = party - held
        if more > 0 and not seats.has_room(more):
            return PARTY_TOO_LARGE
        seats.taken += more
        _seat(claim)
    elif claim.status != WAITLISTED:
        _enter(seats, claim, party)
    claim.party_size = party
    return None


def step_back(seats: Seats, claim: Registration, status: str, *, held_until: datetime | None = None) -> None:
    """Takes her out of seat and line; until `held_until` both stay hers, should she think better of it."""
    if claim.status == WAITLISTED:
        seats.waiting -= 1
        claim.seat_held_until = held_until
    elif claim.held and held_until is None:
        seats.taken -= claim.held
        claim.seat_held_until = None
    elif claim.held or claim.seat_held_until:
        claim.seat_held_until = held_until and (claim.seat_held_until or held_until)
    if claim.seat_held_until is None:
        claim.position = None
    claim.status, claim.offer_until = status, None


def move_up(seats: Seats, claim: Registration) -> None:
    """Gives the seats that are free for her to one who waits."""
    seats.waiting -= 1
    seats.taken += claim.party_size
    _seat(claim)


def _seat(claim: Registration) -> None:
    claim.status, claim.position, claim.offer_until, claim.seat_held_until = CONFIRMED, None, None, None


def _enter(seats: Seats, claim: Registration, party: int) -> None:
    if seats.has_room(party):
        seats.taken += party
        _seat(claim)
        return
    claim.position = claim.position or seats.next_position()  # a position without a status in line is one in grace
    seats.waiting += 1
    claim.status, claim.seat_held_until = WAITLISTED, None
