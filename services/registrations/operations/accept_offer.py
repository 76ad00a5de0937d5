"""Accepts the seat that was offered to someone from the waiting line."""

from datetime import timedelta

from sqlalchemy import select

from services.registrations import registration, seats
from services.registrations.answer import ACCEPTED, Answer
from services.registrations.operations.answer_invitation import answer_invitation
from services.registrations.outcome import Outcome
from services.registrations.registration import OFFERED, REGISTRATIONS
from shared.database import Transaction
from shared.problems import Conflict, NotFound


def accept_offer(tx: Transaction, registration_id: str, *, organisation: str) -> Outcome:
    """Turns an offer that stands into a confirmed seat; a Conflict if there is none, or no longer."""
    r = REGISTRATIONS.c
    event_id = tx.scalar(select(r.event_id).where(r.id == registration_id, r.organisation == organisation))
    if event_id is None:
        raise NotFound
    seats.lock(tx, event_id, organisation)
    (claim,) = registration.load(tx, r.id == registration_id)
    if claim.status != OFFERED or claim.offer_until is None or claim.offer_until <= tx.now:
        raise Conflict("No seat is offered to her, or no longer.")
    answer = Answer(ACCEPTED, None, tx.now, "api")
    outcome = answer_invitation(tx, claim.invitation_id, organisation=organisation, answer=answer, grace=timedelta(0))
    if outcome.registration is None or outcome.registration.status == OFFERED:
        raise Conflict("The event takes no answers any more.")
    return outcome
