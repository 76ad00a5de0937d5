"""Notes that somebody rang about an invitation and nobody answered the phone."""

from sqlalchemy import update

from services.registrations.invitation import INVITATIONS
from shared.database import Transaction
from shared.problems import NotFound


def note_call(tx: Transaction, event_id: str, participant_id: str) -> str:
    """The invitation with the time of this call; 404 if there is none that stands."""
    i = INVITATIONS.c
    rang = (
        update(INVITATIONS)
        .where(i.event_id == event_id, i.participant_id == participant_id, ~i.removed)
        .values(rang_at=tx.now, changed_at=tx.now, changed_by=tx.by)
        .returning(i.id)
    )
    found = tx.scalar(rang)
    if found is None:
        raise NotFound
    return str(found)
