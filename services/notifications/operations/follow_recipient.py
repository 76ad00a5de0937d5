"""Keeps the copy of a person; forgets her when she is erased; tells her what waited for her."""

from collections import defaultdict
from datetime import timedelta
from typing import Any, cast

from sqlalchemy import Table, delete, select, update

from services.notifications.invitation import Invitation
from services.notifications.known_event import KnownEvent
from services.notifications.known_network import KnownNetwork
from services.notifications.notification import AWAITING_RECIPIENT, EXPIRED, WAITING, Notification
from services.notifications.occasions import OCCASIONS
from services.notifications.operations.follow_consent import keep_in_step, lift_of_erased
from services.notifications.operations.forget_replies import forget_replies
from services.notifications.operations.tell import tell
from services.notifications.recipient import Recipient
from shared.database import Transaction
from shared.message import Message
from shared.sql import insert

RECIPIENTS = cast(Table, Recipient.__table__)
ERASED = "erased"
_STATED = ("id", "name", "call_name", "phone", "email", "language", "channels", "protected", "discreet")
_FORGOTTEN: dict[str, Any] = {"name": "", "call_name": "", "phone": None, "email": None, "language": "en"}
_FORGOTTEN |= {"channels": [], "protected": False, "discreet": False}


def follow_recipient(tx: Transaction, message: Message, undo: timedelta = timedelta(0)) -> None:
    """Takes what is said of the person, unless something newer is known or she was erased.

    `undo`: how long an invitation that waited for her still waits.
    """
    row = {name: message.data[name] for name in _STATED}
    if not _take(tx, row | {"organisation": message.organisation, "revision": message.revision, "erased_at": None}):
        return
    keep_in_step(tx, row["id"])
    _release(tx, row["id"], undo)


def erase_recipient(tx: Transaction, message: Message) -> None:
    """Leaves nothing of the person but a mark that she was here; what waits for her is dropped."""
    forget_replies(tx, message.data["id"])
    lift_of_erased(tx, message.data["id"])
    row = {"id": message.data["id"], "organisation": message.organisation, "revision": message.revision}
    _take(tx, row | _FORGOTTEN | {"erased_at": tx.now})
    hers = Notification.participant_id == message.data["id"]
    waiting = update(Notification).where(hers, Notification.state.in_(WAITING))
    tx.execute(waiting.values(state=EXPIRED, due_at=None, lease=None, reason=ERASED))
    tx.execute(update(Notification).where(hers).values(text=None, data={}))


def _take(tx: Transaction, row: dict[str, Any]) -> bool:
    # not shared.sql.follow: a tombstone stays, whatever the revision
    statement = insert(tx, RECIPIENTS).values(row)
    changed = {name: statement.excluded[name] for name in row if name != "id"}
    newer = (RECIPIENTS.c.revision < statement.excluded.revision) & RECIPIENTS.c.erased_at.is_(None)
    tx.flush()
    following = statement.on_conflict_do_update(index_elements=["id"], set_=changed, where=newer)
    taken = tx.execute(following.returning(RECIPIENTS.c.id)).first()  # PostgreSQL counts no inserted rows here
    tx.expire_all()
    return taken is not None


def _release(tx: Transaction, participant_id: str, undo: timedelta) -> None:
    """Puts the real notifications in the place of those that waited for this person."""
    waiting = select(Notification).where(
        Notification.participant_id == participant_id, Notification.state == AWAITING_RECIPIENT
    )
    causes: dict[tuple[str, str, str, str], Notification] = defaultdict()
    for row in tx.scalars(waiting.order_by(Notification.id)).all():
        cause = row.key.split("/")[2]
        causes[row.event_id, row.invitation_id, row.occasion, cause] = row
        tx.execute(delete(Notification).where(Notification.id == row.id))
    for (event_id, invitation_id, occasion, cause), row in causes.items():
        event = tx.get_one(KnownEvent, event_id)
        tell(
            tx,
            OCCASIONS[occasion],
            event=event,
            network=tx.get_one(KnownNetwork, event.network_id),
            invitations=[tx.get_one(Invitation, invitation_id)],
            cause=cause,
            data=row.data,
            undo=undo,
        )
