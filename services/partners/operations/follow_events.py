"""Keeps copies of the networks and events of `events`, as far as partners may know them."""

from typing import Any

from services.partners.base import table_of
from services.partners.known_event import KnownEvent
from services.partners.known_network import KnownNetwork
from shared.database import Transaction
from shared.sql import follow


def follow_network(tx: Transaction, organisation: str, network: dict[str, Any], *, revision: int) -> None:
    """Takes the network's state unless a newer one is known."""
    row = {"id": network["id"], "organisation": organisation, "revision": revision, "slug": network["slug"]}
    follow(tx, table_of(KnownNetwork), row)


def follow_event(tx: Transaction, organisation: str, event: dict[str, Any], *, revision: int) -> None:
    """Takes the event's state unless a newer one is known."""
    taken = ("id", "network_id", "uid", "starts_at", "ends_at", "timezone")
    row = {name: event[name] for name in taken}
    follow(tx, table_of(KnownEvent), row | {"organisation": organisation, "revision": revision})
