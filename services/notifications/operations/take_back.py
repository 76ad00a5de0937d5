"""Takes an invitation back before it is told, and brings it back."""

from collections.abc import Collection
from datetime import timedelta

from sqlalchemy import update

from services.notifications.gates import SENDING_HELD, TAKEN_BACK
from services.notifications.known_network import KnownNetwork
from services.notifications.notification import EXPIRED, HELD, WAITING, Notification
from services.notifications.occasions import INVITATION
from services.notifications.operations.release_held import release_held
from shared.database import Transaction


def take_back(tx: Transaction, invitation_ids: Collection[str]) -> None:
    """What was not sent of these invitations stays unsent."""
    waiting = (Notification.invitation_id.in_(invitation_ids), Notification.state.in_(WAITING))
    rows = update(Notification).where(*waiting, Notification.occasion == INVITATION.name)
    if invitation_ids:
        tx.execute(rows.values(state=EXPIRED, due_at=None, lease=None, reason=TAKEN_BACK))


def bring_back(tx: Transaction, network: KnownNetwork, invitation_ids: Collection[str], undo: timedelta) -> None:
    """What was taken back of them waits again, as if it were owed now; what was sent is not sent twice."""
    taken = (Notification.invitation_id.in_(invitation_ids), Notification.state == EXPIRED)
    rows = update(Notification).where(*taken, Notification.reason == TAKEN_BACK)
    if invitation_ids:
        tx.execute(rows.values(state=HELD, reason=SENDING_HELD))
        if network.on:
            release_held(tx, network, SENDING_HELD, undo=undo)
