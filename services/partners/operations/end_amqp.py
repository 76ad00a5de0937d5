"""Writes down that a partner shall have no user and no queue any more; nothing is published to it from here on."""

from typing import Any

from sqlalchemy import Row, delete, select

from services.partners.amqp_access import AmqpAccess, find_access
from services.partners.amqp_feed import AmqpFeed
from services.partners.base import table_of
from shared.database import Transaction


def end_amqp(tx: Transaction, organisation: str, partner_id: str) -> bool:
    """What there is at the broker is due for removal; whoever makes it now removes it then. False if it had none."""
    access = find_access(tx, organisation, partner_id)
    if access is None:
        return False
    mine = (AmqpFeed.partner_id == partner_id, AmqpFeed.organisation == organisation)
    tx.execute(delete(AmqpFeed).where(*mine))
    if access.wanted:
        access.wanted, access.attempts = False, 0
    if not access.is_held(tx.now):
        access.lease, access.due_at = None, tx.now
    tx.flush()
    return True


def take_removal(tx: Transaction, organisation: str, partner_id: str) -> Row[Any] | None:
    """The row under a lease of the caller, who removes it now; None if another is at it."""
    access = find_access(tx, organisation, partner_id)
    if access is None or access.is_held(tx.now):
        return None
    access.hold(tx)
    tx.flush()
    table = table_of(AmqpAccess)
    return tx.execute(select(table).where(table.c.partner_id == partner_id, table.c.organisation == organisation)).one()
