"""Takes rows for a change. A network's row is locked before its series, and that before its events: never otherwise."""

from collections.abc import Callable
from typing import TypeVar

from sqlalchemy import ColumnElement, select

from services.events.event import Event
from services.events.network import Network
from services.events.reach import Reach
from services.events.series import Series
from shared.database import Transaction
from shared.problems import NotFound

Row = TypeVar("Row", Network, Series, Event)
Match = Callable[[int], None]


def any_revision(_revision: int) -> None:
    """Whoever asks for the change did not say which revision it knows."""


def take_network(tx: Transaction, network_id: str, reach: Reach) -> Network:
    """The network, locked until this transaction ends."""
    return _one(tx, Network, Network.id == network_id, *reach.covers(Network))


def take_series(tx: Transaction, series_id: str, reach: Reach) -> tuple[Network, Series]:
    """The series after its network, both locked."""
    found = tx.scalar(select(Series.network_id).where(Series.id == series_id, *reach.covers(Series)))
    network = take_network(tx, found or "", reach)
    return network, _one(tx, Series, Series.id == series_id)


def take_event(tx: Transaction, event_id: str, reach: Reach) -> tuple[Network, Event]:
    """The event after its network, both locked."""
    found = tx.scalar(select(Event.network_id).where(Event.id == event_id, *reach.covers(Event)))
    network = take_network(tx, found or "", reach)
    return network, _one(tx, Event, Event.id == event_id)


def _one(tx: Transaction, kind: type[Row], *where: ColumnElement[bool]) -> Row:
    # What was read before the lock was there may be stale by now.
    query = select(kind).where(*where).with_for_update()
    row = tx.scalar(query.execution_options(populate_existing=True))
    if row is None:
        raise NotFound
    return row
