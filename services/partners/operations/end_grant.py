"""Ends a grant: from now on the partner is told nothing new of that network."""

from services.partners.queries import find_grant
from services.partners.turn import take_turn
from shared.database import Transaction


def end_grant(tx: Transaction, organisation: str, partner_id: str, grant_id: str) -> None:
    """Ends it now; a repeat changes nothing. Raises NotFound."""
    take_turn(tx)
    find_grant(tx, organisation, partner_id, grant_id).end(tx)
