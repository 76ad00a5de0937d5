"""Follows a partner as `partners` tells of it."""

from typing import Any

from services.registrations.known_partner import FOLLOWED, KNOWN_PARTNERS
from shared.database import Transaction
from shared.sql import follow


def follow_partner(tx: Transaction, partner: dict[str, Any], *, organisation: str, revision: int) -> None:
    """Takes the newer state of a partner; what people agreed to stays as it is."""
    row = {name: partner[name] for name in FOLLOWED}
    follow(tx, KNOWN_PARTNERS, row | {"organisation": organisation, "revision": revision})
