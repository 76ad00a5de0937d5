"""Ends a grant: from now on the partner is told nothing new of that network."""

from services.partners.operations.say_partner import say_partner
from services.partners.partner import find_partner
from services.partners.queries import find_grant
from services.partners.turn import take_turn
from shared.database import Transaction


def end_grant(tx: Transaction, organisation: str, partner_id: str, grant_id: str) -> None:
    """Ends it now; a repeat changes nothing. Raises NotFound."""
    take_turn(tx)
    grant = find_grant(tx, organisation, partner_id, grant_id)
    if grant.ended_at is None:
        grant.end(tx)
        say_partner(tx, find_partner(tx, organisation, partner_id))
