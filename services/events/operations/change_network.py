"""Changes a network."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from services.events.announcements import announce_network, write_feed
from services.events.event import Event
from services.events.network import Network, feed_window
from services.events.operations.create_network import SLUG_IS_TAKEN, check_slug_is_free
from services.events.reach import Reach
from services.events.taking import Match, any_revision, take_network
from shared.database import Transaction
from shared.problems import Conflict
from shared.timezones import zone

# What the stored parts of the feed are written from.
SHOWN_IN_FEED = {"name", "signature", "wording", "languages"}


def change_network(
    tx: Transaction, network_id: str, *, reach: Reach, changes: Mapping[str, Any], match: Match = any_revision
) -> Network:
    """Takes over the changes and tells them; what is as it was is a repeat, and nothing is said."""
    network = take_network(tx, network_id, reach)
    match(network.revision)
    if "timezone" in changes:
        zone(changes["timezone"])
    with tx.no_autoflush:
        changed = network.take(changes)
        if not changed:
            return network
        if "slug" in changed:
            check_slug_is_free(tx, network)
    network.touch(tx)
    try:
        with tx.begin_nested():
            tx.flush()
    except IntegrityError:
        raise Conflict(SLUG_IS_TAKEN) from None
    if changed & SHOWN_IN_FEED:
        announced = Event.published_at.is_not(None), Event.ends_at >= feed_window(tx.now)
        write_feed(tx, network, list(tx.scalars(select(Event).where(Event.network_id == network.id, *announced))))
    announce_network(tx, network)
    return network
