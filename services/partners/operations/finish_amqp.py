"""Notes what became of making a partner's user and queue."""

from services.partners.amqp_access import AmqpAccess, find_access
from services.partners.amqp_feed import start_feed
from services.partners.turn import take_turn
from shared.database import Transaction


def finish_amqp(tx: Transaction, organisation: str, partner_id: str, *, lease: str) -> bool:
    """They are made: the log is told from here on. False if they are not wanted any more: then they are removed."""
    access = _given_back(tx, organisation, partner_id, lease)
    if access is None or not access.wanted:
        return False
    access.made_at, access.made_by, access.last_error = tx.now, tx.by, None
    start_feed(tx, organisation, partner_id)
    return True


def break_off_amqp(tx: Transaction, organisation: str, partner_id: str, *, lease: str, reason: str) -> None:
    """They could not be made, or only in part: whoever asks again makes them whole, and a removal removes them."""
    access = _given_back(tx, organisation, partner_id, lease)
    if access is not None:
        access.last_error = reason


def _given_back(tx: Transaction, organisation: str, partner_id: str, lease: str) -> AmqpAccess | None:
    take_turn(tx)
    access = find_access(tx, organisation, partner_id)
    if access is None or access.lease != lease:
        return None
    access.lease = None
    access.due_at = None if access.wanted else tx.now  # a wish to remove it may have come meanwhile
    return access
