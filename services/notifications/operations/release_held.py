"""Holds back what a network may not send yet, and lets it go when its organiser says so."""

from collections.abc import Collection

from sqlalchemy import select, update

from services.notifications.gates import EVENT_CALLED_OFF, EVENT_OVER, SENDING_HELD
from services.notifications.known_event import KnownEvent
from services.notifications.known_network import KnownNetwork
from services.notifications.notification import CHANNELS, EXPIRED, HELD, QUEUED, Notification
from services.notifications.occasions import EVENT_CANCELLED, OCCASIONS, STILL_TOLD
from services.notifications.timing import due_at
from shared.database import Transaction


def hold_back(tx: Transaction, network: KnownNetwork) -> None:
    """Keeps everything that is queued for this network."""
    queued = update(Notification).where(Notification.network_id == network.id, Notification.state == QUEUED)
    tx.execute(queued.values(state=HELD, due_at=None, lease=None, reason=SENDING_HELD))


def release_held(tx: Transaction, network: KnownNetwork, *reasons: str, channels: Collection[str] = CHANNELS) -> None:
    """Queues what was held for one of these reasons, each at its time; what has no sense any more expires."""
    held = (
        Notification.network_id == network.id,
        Notification.state == HELD,
        Notification.reason.in_(reasons),
        Notification.channel.in_(channels),
    )
    groups = select(Notification.event_id, Notification.occasion).where(*held).distinct()
    for event_id, occasion in tx.execute(groups).all():
        event = tx.get_one(KnownEvent, event_id)
        rows = update(Notification).where(*held, Notification.event_id == event_id, Notification.occasion == occasion)
        late = why_too_late(event, occasion, tx)
        if late:
            tx.execute(rows.values(state=EXPIRED, due_at=None, reason=late))
        else:
            due = due_at(OCCASIONS[occasion], event, network, tx.now, {})
            tx.execute(rows.values(state=QUEUED, due_at=due, reason=None))


def why_too_late(event: KnownEvent, occasion: str, tx: Transaction) -> str | None:
    """Why nobody needs to hear this any more."""
    if event.ends_at <= tx.now:
        return EVENT_OVER
    if event.cancelled and OCCASIONS[occasion] not in (EVENT_CANCELLED, *STILL_TOLD):
        return EVENT_CALLED_OFF
    return None
