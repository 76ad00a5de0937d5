"""Makes a partner known, with an empty log of its own."""

from services.partners.attendance_log import LogEnd
from services.partners.partner import Partner
from shared.database import Transaction
from shared.revision import next_revision


def add_partner(tx: Transaction, organisation: str, *, name: str) -> Partner:
    """A new partner; it is told of nothing until it has a grant and people agree."""
    partner = Partner(
        id=tx.new_id("prt"),
        organisation=organisation,
        name=name,
        revision=next_revision(0, tx.now),
        created_at=tx.now,
        created_by=tx.by,
    )
    tx.add_all([partner, LogEnd(partner_id=partner.id, organisation=organisation, last=0)])
    tx.flush()
    return partner
