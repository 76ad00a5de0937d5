"""Follows a network as `events` tells of it."""

from typing import Any

from services.registrations.known_network import FOLLOWED, KNOWN_NETWORKS
from shared.database import Transaction
from shared.sql import follow


def follow_network(tx: Transaction, network: dict[str, Any], *, organisation: str, revision: int) -> None:
    """Takes the newer state of a network; it holds for seats that become free from now on."""
    row = {name: network[name] for name in FOLLOWED}
    follow(tx, KNOWN_NETWORKS, row | {"organisation": organisation, "revision": revision})
