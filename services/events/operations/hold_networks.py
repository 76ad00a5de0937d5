"""Holds the sending of every network: after a restore nothing goes out before a person has looked."""

from sqlalchemy import select

from services.events.announcements import announce_network
from services.events.network import Network
from shared.database import Transaction


def hold_networks(tx: Transaction) -> list[str]:
    """Says which networks were on, by their slugs."""
    on = select(Network).where(Network.sending == "on").order_by(Network.slug).with_for_update()
    networks = tx.scalars(on).all()
    for network in networks:
        network.sending = "held"
        network.touch(tx)
        announce_network(tx, network)
    return [network.slug for network in networks]
