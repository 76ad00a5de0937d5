"""Notes that a person told somebody how an event stands, whom no message reached."""

from sqlalchemy import select, update

from services.notifications.concerned import BY_A_PERSON, IN_VAIN
from services.notifications.invitation import Invitation
from services.notifications.known_event import KnownEvent
from services.notifications.notification import EXPIRED, Notification
from shared.database import Transaction
from shared.problems import Conflict, NotFound


def told_by_hand(tx: Transaction, event: KnownEvent, participant_id: str) -> None:
    """What was sent to them in vain about this event is not needed any more; a Conflict if there is no such thing."""
    i = (Invitation.event_id == event.id, Invitation.participant_id == participant_id)
    if tx.scalar(select(Invitation.id).where(*i)) is None:
        raise NotFound
    theirs = (Notification.participant_id == participant_id, Notification.network_id == event.network_id)
    vain = (Notification.event_id == event.id, Notification.state.in_(IN_VAIN))
    rows = update(Notification).where(*theirs, *vain)
    noted = rows.values(state=EXPIRED, reason=BY_A_PERSON, due_at=None, lease=None, text=None)
    if not tx.scalars(noted.returning(Notification.id)).all():
        raise Conflict("They know already.")
