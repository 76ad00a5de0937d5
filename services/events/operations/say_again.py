"""Says again how networks and announced events stand, at risen revisions."""

from collections.abc import Sequence

from sqlalchemy import select, update

from services.events.announcements import saying_of
from services.events.event import Event
from services.events.network import Network
from shared.contracts.events import EVENT_CANCELLED, EVENT_CHANGED, NETWORK_CHANGED
from shared.database import Transaction
from shared.outbox import put_all
from shared.republish import Kind, risen


def say_networks(tx: Transaction, after: str, limit: int) -> Sequence[str]:
    """Networks after this id."""
    query = select(Network.id).where(Network.id > after).order_by(Network.id).limit(limit)
    ids = tx.scalars(query.with_for_update()).all()
    tx.execute(update(Network).where(Network.id.in_(ids)).values(revision=risen(Network.revision, tx)))
    networks = select(Network).where(Network.id.in_(ids)).order_by(Network.id)
    found = tx.scalars(networks.execution_options(populate_existing=True))
    put_all(tx, NETWORK_CHANGED, [saying_of(network) for network in found], again=True)
    return ids


def say_events(tx: Transaction, after: str, limit: int) -> Sequence[str]:
    """Announced events after this id, in whatever state."""
    announced = select(Event.id).where(Event.id > after, Event.published_at.is_not(None))
    ids = tx.scalars(announced.order_by(Event.id).limit(limit).with_for_update()).all()
    tx.execute(update(Event).where(Event.id.in_(ids)).values(revision=risen(Event.revision, tx)))
    events = select(Event).where(Event.id.in_(ids)).order_by(Event.id)
    found = tx.scalars(events.execution_options(populate_existing=True)).all()
    put_all(tx, EVENT_CANCELLED, [saying_of(event) for event in found if event.is_cancelled], again=True)
    put_all(tx, EVENT_CHANGED, [saying_of(event) for event in found if not event.is_cancelled], again=True)
    return ids


KINDS = (Kind("networks", say_networks), Kind("events", say_events))
