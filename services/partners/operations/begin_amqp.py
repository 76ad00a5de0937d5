"""Writes down that a partner shall have a user and a queue of its own, before the broker is asked to make them."""

from services.partners.amqp_access import AmqpAccess, find_access
from services.partners.partner import find_partner
from services.partners.turn import take_turn
from shared.database import Transaction
from shared.problems import Conflict


def begin_amqp(tx: Transaction, organisation: str, partner_id: str) -> str:
    """The lease under which they may be made. Raises NotFound, and Conflict while another makes or removes them."""
    take_turn(tx)
    partner = find_partner(tx, organisation, partner_id)
    access = find_access(tx, organisation, partner.id)
    if access is None:
        access = AmqpAccess(partner_id=partner.id, organisation=organisation, wanted=True)
        tx.add(access)
    elif not access.wanted or access.is_held(tx.now):
        raise Conflict("They are being made or removed just now; ask again in a moment.", retry_after=2)
    lease = access.hold(tx)
    tx.flush()
    return lease
