"""Removes a partner with everything it was told under."""

from sqlalchemy import delete, select

from services.partners.attendance_log import LogEnd, LogEntry
from services.partners.grant import Grant
from services.partners.known_consent import KnownConsent
from services.partners.operations.end_amqp import end_amqp
from services.partners.operations.say_partner import say_partner
from services.partners.partner import find_partner
from services.partners.partner_token import PartnerToken
from services.partners.pseudonym import Pseudonym
from services.partners.told_attendance import ToldAttendance
from services.partners.turn import take_turn
from shared.database import Transaction

# All that could lead from what the partner keeps to a person; who was a partner, and until when, stays.
_GONE = (Pseudonym, ToldAttendance, LogEntry, LogEnd, KnownConsent)


def remove_partner(tx: Transaction, organisation: str, partner_id: str) -> None:
    """Ends its grants, refuses its tokens, and deletes its pseudonyms and its log; its user and queue at the broker
    are due for removal. Raises NotFound."""
    take_turn(tx)
    partner = find_partner(tx, organisation, partner_id)
    partner.removed_at, partner.removed_by = tx.now, tx.by
    for grant in tx.scalars(select(Grant).where(Grant.partner_id == partner_id, Grant.organisation == organisation)):
        grant.end(tx)
    say_partner(tx, partner)
    tokens = select(PartnerToken).where(
        PartnerToken.partner_id == partner_id, PartnerToken.organisation == organisation
    )
    for token in tx.scalars(tokens):
        token.revoke(tx)
    end_amqp(tx, organisation, partner_id)
    for table in _GONE:
        tx.execute(delete(table).where(table.partner_id == partner_id, table.organisation == organisation))
