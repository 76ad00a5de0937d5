"""Makes the row by which a partner's token can be revoked."""

from datetime import timedelta

from services.partners.partner import find_partner
from services.partners.partner_token import PREFIX, PartnerToken
from shared.database import Transaction


def issue_token(tx: Transaction, organisation: str, partner_id: str, *, lifetime: timedelta) -> PartnerToken:
    """A new token's row; whoever signs the token names this row as its subject. Raises NotFound."""
    partner = find_partner(tx, organisation, partner_id)
    token = PartnerToken(
        id=tx.new_id(PREFIX),
        organisation=organisation,
        partner_id=partner.id,
        issued_at=tx.now,
        expires_at=(tx.now + lifetime).replace(microsecond=0),
        by=tx.by,
    )
    tx.add(token)
    tx.flush()
    return token
