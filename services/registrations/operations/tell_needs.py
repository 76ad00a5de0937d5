"""Takes down what a person needs to be able to come: child care, an interpreter, help with the way."""

from sqlalchemy import delete, select

from services.registrations.known_event import KNOWN_EVENTS
from services.registrations.mine import whose
from services.registrations.needs import COMING, NEEDS
from services.registrations.registration import REGISTRATIONS
from shared.database import Transaction
from shared.problems import Conflict
from shared.sql import upsert


def tell_needs(
    tx: Transaction, invitation_id: str, *, organisation: str, child_care: int, interpreter: str | None, transport: bool
) -> None:
    """Takes the place of what she said before; a Conflict unless she comes and the event has not begun."""
    _, person = whose(tx, invitation_id, organisation)
    r, e = REGISTRATIONS.c, KNOWN_EVENTS.c
    hers = select(r.id, r.event_id).join(KNOWN_EVENTS, e.id == r.event_id).where(r.invitation_id == invitation_id)
    coming = tx.execute(hers.where(r.status.in_(COMING), e.starts_at > tx.now)).first()
    if coming is None:
        raise Conflict("Only who comes says what she needs, before the event begins.")
    if not (child_care or interpreter or transport):
        tx.execute(delete(NEEDS).where(NEEDS.c.registration_id == coming.id))
        return
    row = {
        "registration_id": coming.id,
        "organisation": organisation,
        "event_id": coming.event_id,
        "participant_id": person.id,
        "child_care": child_care,
        "interpreter": interpreter,
        "transport": transport,
        "changed_at": tx.now,
        "changed_by": tx.by,
    }
    upsert(tx, NEEDS, [row], "registration_id")
