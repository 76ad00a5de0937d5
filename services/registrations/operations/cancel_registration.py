"""Takes a person off an event for the organiser: her answers count no more until she is invited anew."""

from sqlalchemy import select, update

from services.registrations import claims, history, registration, saying, seats
from services.registrations.facts import facts_of
from services.registrations.handover import hand_over
from services.registrations.invitation import INVITATIONS
from services.registrations.registration import CANCELLED, REGISTRATIONS
from shared.database import Transaction
from shared.problems import NotFound

BY_ORGANISER, REMOVED = "organiser", "removed"


def cancel_registration(
    tx: Transaction,
    registration_id: str,
    *,
    organisation: str,
    note: str | None = None,
    reason: str = BY_ORGANISER,
) -> None:
    """Ends a registration and its invitation; the seat goes to the first in line. Once cancelled, it stays so."""
    r = REGISTRATIONS.c
    event_id = tx.scalar(select(r.event_id).where(r.id == registration_id, r.organisation == organisation))
    if event_id is None:
        raise NotFound
    counters = seats.lock(tx, event_id, organisation)
    (claim,) = registration.load(tx, r.id == registration_id)
    facts = facts_of(tx, organisation, invitation_id=claim.invitation_id)
    assert facts is not None
    tx.execute(
        update(INVITATIONS)
        .where(INVITATIONS.c.id == claim.invitation_id)
        .values(removed=True, changed_at=tx.now, changed_by=tx.by)
    )
    if claim.status == CANCELLED:
        return
    claims.step_back(counters, claim, CANCELLED)
    claim.touch(tx, reason)
    registration.save(tx, [claim])
    history.write(tx, [claim], note)
    moved = hand_over(tx, counters, facts.rule)
    seats.save(tx, counters)
    saying.say_registrations(tx, [claim, *moved])
