"""Makes a network."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from services.events.announcements import announce_network
from services.events.network import QUIET_HOURS, Network
from services.events.reach import Reach
from shared.database import Transaction
from shared.problems import Conflict, Forbidden
from shared.timezones import zone


def create_network(tx: Transaction, *, reach: Reach, values: Mapping[str, Any]) -> Network:
    """Makes a network, held and not public unless asked otherwise; its slug must be free."""
    if reach.network is not None:
        raise Forbidden("This token is for one network only.")
    zone(values["timezone"])
    network = Network(
        id=tx.new_id("net"), organisation=reach.organisation, quiet_hours=list(QUIET_HOURS), feed_version=1
    )
    network.take(values)
    network.touch(tx)
    check_slug_is_free(tx, network)
    try:
        with tx.begin_nested():
            tx.add(network)
    except IntegrityError:
        raise Conflict(SLUG_IS_TAKEN) from None
    announce_network(tx, network)
    return network


def check_slug_is_free(tx: Transaction, network: Network) -> None:
    """Refuses a slug that another network has: it is an address, so there is one of it over all organisations."""
    with tx.no_autoflush:
        if tx.scalar(select(Network.id).where(Network.slug == network.slug, Network.id != network.id)):
            raise Conflict(SLUG_IS_TAKEN)


SLUG_IS_TAKEN = "Another network has this slug already: choose another one."
