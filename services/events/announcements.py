"""Says what changed: messages for the other services, and the stored parts of the network's own feed."""

from collections.abc import Sequence
from typing import Any

from services.events.event import Event
from services.events.network import Network
from services.events.vevent import write_vevent
from shared import outbox
from shared.contracts import Contract
from shared.contracts.events import NETWORK_CHANGED
from shared.database import Transaction
from shared.outbox import Saying

EVENT_FIELDS = (
    "id",
    "network_id",
    "series_id",
    "uid",
    "sequence",
    "title",
    "theme",
    "practical",
    "starts_at",
    "ends_at",
    "timezone",
    "place",
    "attendance_mode",
    "capacity",
    "wording",
    "status",
    "invite_at",
    "reason",
)
NETWORK_FIELDS = (
    "id",
    "name",
    "slug",
    "timezone",
    "country",
    "languages",
    "signature",
    "contact",
    "wording",
    "public",
    "sending",
    "quiet_hours",
    "waitlist",
)


def announce(tx: Transaction, network: Network, contract: Contract, events: Sequence[Event]) -> None:
    """Tells the state of these events to their readers and to the feed; of drafts nothing is said."""
    told = [event for event in events if event.is_announced]
    if not told:
        return
    write_feed(tx, network, told)
    outbox.put_all(tx, contract, [saying_of(event) for event in told])


def announce_network(tx: Transaction, network: Network) -> None:
    """Tells the state of a network to its readers."""
    outbox.put_all(tx, NETWORK_CHANGED, [saying_of(network)])


def write_feed(tx: Transaction, network: Network, events: Sequence[Event]) -> None:
    """Renews what the feed shows of these events."""
    for event in events:
        event.vevent = write_vevent(event, network, tx.now)
    network.feed_version += 1


def saying_of(thing: Event | Network) -> Saying:
    """Its whole public state at its revision."""
    names = EVENT_FIELDS if isinstance(thing, Event) else NETWORK_FIELDS
    data: dict[str, Any] = {name: getattr(thing, name) for name in names}
    return Saying(thing.organisation, thing.id, thing.revision, data)
