"""Takes, from a participant's own page, whether a partner may know when she was there."""

from services.registrations.consent import ATTENDANCE_PURPOSE
from services.registrations.mine import whose
from services.registrations.my_partners import my_partners
from services.registrations.operations.record_consents import Wish, record_consents
from services.registrations.operations.stop_inviting import PAGE
from shared.database import Transaction
from shared.problems import NotFound


def tell_partner(tx: Transaction, invitation_id: str, partner_id: str, *, agreed: bool, organisation: str) -> None:
    """From now on the partner is told of her in this network, or no more; a repeat changes nothing."""
    invitation, person = whose(tx, invitation_id, organisation)
    hers = my_partners(tx, person.id, invitation.network_id, organisation=organisation, protected=person.protected)
    shown = next((one for one in hers if one["id"] == partner_id), None)
    if shown is None:
        raise NotFound
    if shown["agreed"] is agreed:  # else the reference that an organiser wrote down would be lost
        return
    wish = Wish(purpose=ATTENDANCE_PURPOSE, given=agreed, partner_id=partner_id, network_id=invitation.network_id)
    record_consents(tx, person.id, [wish], organisation=organisation, language=person.language, source=PAGE)
