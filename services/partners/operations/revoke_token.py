"""Refuses one of a partner's tokens from now on."""

from services.partners.queries import find_token
from shared.database import Transaction


def revoke_token(tx: Transaction, organisation: str, partner_id: str, token_id: str) -> None:
    """Revokes it now; a repeat changes nothing. Raises NotFound."""
    find_token(tx, organisation, partner_id, token_id).revoke(tx)
