"""Holds back what a network may not send yet, and lets it go when its organiser says so."""

from collections import defaultdict
from collections.abc import Collection
from datetime import timedelta

from sqlalchemy import ColumnElement, select, update

from services.notifications.gates import EVENT_CALLED_OFF, EVENT_OVER, SENDING_HELD
from services.notifications.known_event import KnownEvent
from services.notifications.known_network import KnownNetwork
from services.notifications.notification import CHANNELS, EXPIRED, HELD, QUEUED, Notification
from services.notifications.occasions import EVENT_CANCELLED, OCCASIONS, STILL_TOLD
from services.notifications.timing import due_at
from shared.database import Transaction

AT_A_TIME = 500


def hold_back(tx: Transaction, network: KnownNetwork) -> None:
    """Keeps everything that is queued for this network."""
    queued = update(Notification).where(Notification.network_id == network.id, Notification.state == QUEUED)
    tx.execute(queued.values(state=HELD, due_at=None, lease=None, reason=SENDING_HELD))


def release_held(
    tx: Transaction,
    network: KnownNetwork,
    *reasons: str,
    channels: Collection[str] = CHANNELS,
    undo: timedelta = timedelta(0),
) -> None:
    """Queues what was held for one of these reasons, each at its time; what has no sense any more expires.

    `undo`: all of it waits so long, but for answers to what somebody has just done.
    """
    held = (
        Notification.network_id == network.id,
        Notification.state == HELD,
        Notification.reason.in_(reasons),
        Notification.channel.in_(channels),
    )
    for (event_id, occasion, at_once), ids in _alike(tx, held).items():
        event = tx.get_one(KnownEvent, event_id)
        late = why_too_late(event, occasion, tx)
        told = OCCASIONS[occasion]
        now = tx.now if told.answers else tx.now + undo
        due = None if late else due_at(told, event, network, now, {"at_once": at_once})
        for start in range(0, len(ids), AT_A_TIME):
            # still held: what was stopped meanwhile stays so
            rows = update(Notification).where(*held, Notification.id.in_(ids[start : start + AT_A_TIME]))
            tx.execute(rows.values(state=EXPIRED if late else QUEUED, due_at=due, reason=late))


def _alike(tx: Transaction, held: Collection[ColumnElement[bool]]) -> dict[tuple[str, str, bool], list[str]]:
    """The ids of those that come due together: by event, occasion, and whether it is told at any hour."""
    found: dict[tuple[str, str, bool], list[str]] = defaultdict(list)
    columns = (Notification.id, Notification.event_id, Notification.occasion, Notification.data)
    for row in tx.execute(select(*columns).where(*held).order_by(Notification.id)):
        found[row.event_id, row.occasion, bool(row.data.get("at_once"))].append(row.id)
    return found


def why_too_late(event: KnownEvent, occasion: str, tx: Transaction) -> str | None:
    """Why nobody needs to hear this any more."""
    if event.ends_at <= tx.now:
        return EVENT_OVER
    if event.cancelled and OCCASIONS[occasion] not in (EVENT_CANCELLED, *STILL_TOLD):
        return EVENT_CALLED_OFF
    return None
