"""Erases a person: what is left is a row that says only that there was one, so that no late message revives her."""

from typing import Any

from sqlalchemy import delete, select, update

from services.registrations import seats
from services.registrations.invitation import INVITATIONS
from services.registrations.join_request import forget_requests_of
from services.registrations.known_event import KNOWN_EVENTS
from services.registrations.membership import MEMBERSHIPS
from services.registrations.needs import NEEDS
from services.registrations.operations.cancel_registration import REMOVED, cancel_registration
from services.registrations.operations.record_consents import withdraw_all
from services.registrations.participant import PARTICIPANTS
from services.registrations.people import find
from services.registrations.reach import Reach
from services.registrations.registration import REGISTRATIONS
from shared.contracts.registrations import PARTICIPANT_ERASED
from shared.database import Transaction
from shared.outbox import put
from shared.revision import next_revision


def erase_participant(tx: Transaction, participant_id: str, *, reach: Reach) -> None:
    """Frees her seats ahead, ends memberships and consents, voids her links, and drops name, contacts and wishes."""
    known = find(tx, participant_id, reach, lock=True)
    organisation = known.organisation
    for event_id in _invited_to(tx, participant_id):
        seats.lock(tx, event_id, organisation)
    for registration_id in _ahead(tx, participant_id):
        cancel_registration(tx, registration_id, organisation=organisation, reason=REMOVED)
    revision = next_revision(known.revision, tx.now)
    # before her withdrawals, which would silence who shares her phone
    _say_erased(tx, participant_id, organisation, revision)
    withdraw_all(tx, participant_id, organisation=organisation, language=known.language, source="erasure")
    who = {"changed_at": tx.now, "changed_by": tx.by}
    m, i = MEMBERSHIPS.c, INVITATIONS.c
    live = (m.participant_id == participant_id, m.ended_at.is_(None))
    tx.execute(update(MEMBERSHIPS).where(*live).values(ended_at=tx.now, **who))
    tx.execute(update(MEMBERSHIPS).where(m.participant_id == participant_id).values(tags=[]))
    tx.execute(update(INVITATIONS).where(i.participant_id == participant_id).values(removed=True, token_hash=None))
    tx.execute(delete(NEEDS).where(NEEDS.c.participant_id == participant_id))
    forget_requests_of(tx, known)
    contacts: dict[str, Any] = {"phone": None, "email": None, "channels": [], "unreachable": {}}
    nothing = contacts | {"name": "", "call_name": "", "language": "und"}
    tombstone = nothing | who | {"revision": revision, "erased_at": tx.now}
    tx.execute(update(PARTICIPANTS).where(PARTICIPANTS.c.id == participant_id).values(tombstone))


def _say_erased(tx: Transaction, participant_id: str, organisation: str, revision: int) -> None:
    data = {"id": participant_id}
    put(tx, PARTICIPANT_ERASED, organisation=organisation, subject=participant_id, revision=revision, data=data)


def _invited_to(tx: Transaction, participant_id: str) -> list[str]:
    """Her events, in the order in which everybody locks their seats: both her registrations and invitations change."""
    i = INVITATIONS.c
    return list(tx.scalars(select(i.event_id).where(i.participant_id == participant_id).order_by(i.event_id)))


def _ahead(tx: Transaction, participant_id: str) -> list[str]:
    """Her registrations for events that are not over."""
    r, e = REGISTRATIONS.c, KNOWN_EVENTS.c
    query = select(r.id).join(KNOWN_EVENTS, e.id == r.event_id)
    return list(tx.scalars(query.where(r.participant_id == participant_id, e.ends_at > tx.now)))
