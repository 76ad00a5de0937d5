"""Makes a partner known, with an empty log of its own."""

from services.partners.attendance_log import LogEnd
from services.partners.operations.say_partner import say_partner
from services.partners.partner import Partner
from services.partners.turn import take_turn
from shared.database import Transaction


def add_partner(tx: Transaction, organisation: str, *, name: str) -> Partner:
    """A new partner; it is told of nothing until it has a grant and people agree."""
    take_turn(tx)
    partner = Partner(
        id=tx.new_id("prt"),
        organisation=organisation,
        name=name,
        revision=0,
        created_at=tx.now,
        created_by=tx.by,
    )
    tx.add_all([partner, LogEnd(partner_id=partner.id, organisation=organisation, last=0)])
    say_partner(tx, partner)
    return partner
