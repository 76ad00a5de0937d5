"""What waits for a person here, of all networks at once: replies, what is held, and who could not be reached."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, exists, select

from services.notifications.concerned import is_untold
from services.notifications.known_event import KnownEvent
from services.notifications.known_network import KnownNetwork
from services.notifications.notification import HELD, IS_UNREACHED, Notification
from services.notifications.reply import NEEDS_PERSON, Reply
from services.notifications.reply_queries import Sight
from shared.database import Transaction

Shown = dict[str, Any]


def attention(tx: Transaction, sight: Sight, event_ids: Sequence[str]) -> Shown:
    """Whether replies wait, which networks hold messages back, and which of these events somebody was not told of."""
    waiting = select(Reply.id).where(Reply.state == NEEDS_PERSON, *sight.of_replies()).limit(1)
    held = exists().where(Notification.network_id == KnownNetwork.id, Notification.state == HELD)
    networks = select(KnownNetwork.id).where(*_seen(sight, KnownNetwork, KnownNetwork.id), held)
    # asked of each event: one failure says it, however many there are
    unreached = exists().where(Notification.event_id == KnownEvent.id, IS_UNREACHED)
    events = select(KnownEvent.id).where(*_seen(sight, KnownEvent, KnownEvent.network_id), unreached)
    untold = exists().where(*is_untold()).correlate(KnownEvent)
    changed = select(KnownEvent.id).where(*_seen(sight, KnownEvent, KnownEvent.network_id), untold)
    return {
        "replies": tx.scalar(waiting) is not None,
        "held_networks": list(tx.scalars(networks.order_by(KnownNetwork.id))),
        "unreached_events": list(tx.scalars(events.where(KnownEvent.id.in_(event_ids)).order_by(KnownEvent.id))),
        "untold_events": list(tx.scalars(changed.where(KnownEvent.id.in_(event_ids)).order_by(KnownEvent.id))),
    }


def _seen(sight: Sight, kind: Any, network_id: Any) -> list[ColumnElement[bool]]:
    ours = [kind.organisation == sight.organisation]
    return ours if sight.network_id is None else [*ours, network_id == sight.network_id]
