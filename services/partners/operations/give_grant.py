"""Lets a partner be told of attendance in one network."""

from sqlalchemy import select

from services.partners.grant import Grant
from services.partners.known_network import find_network
from services.partners.operations.say_partner import say_partner
from services.partners.partner import find_partner
from services.partners.turn import take_turn
from shared.database import Transaction
from shared.problems import NotFound


def give_grant(tx: Transaction, organisation: str, partner_id: str, *, network_id: str, purpose: str) -> Grant:
    """The live grant for this network and purpose, new or as it was. Raises NotFound for a partner or network not
    known in the organisation."""
    take_turn(tx)
    partner = find_partner(tx, organisation, partner_id)
    if find_network(tx, organisation, network_id) is None:
        raise NotFound
    live = select(Grant).where(
        Grant.organisation == organisation,
        Grant.partner_id == partner.id,
        Grant.network_id == network_id,
        Grant.purpose == purpose,
        Grant.ended_at.is_(None),
    )
    grant = tx.scalar(live)
    if grant is None:
        grant = Grant(
            id=tx.new_id("grn"),
            organisation=organisation,
            partner_id=partner.id,
            network_id=network_id,
            purpose=purpose,
            since=tx.now,
            by=tx.by,
        )
        tx.add(grant)
        say_partner(tx, partner)
    return grant
