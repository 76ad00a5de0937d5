"""Ends from a participant's own page what she does not want: this network's invitations, or a stranger's.

What she ended there she begins again there.
"""

from typing import Any

from sqlalchemy import select, update

from services.registrations.consent import CONSENTS, INVITATIONS_PURPOSE
from services.registrations.invitation import INVITATIONS
from services.registrations.mine import whose
from services.registrations.operations.invite import invite_to_open_events
from services.registrations.operations.record_consents import Wish, record_consents
from services.registrations.participant import PARTICIPANTS
from services.registrations.people import CONTACTS, say_changed
from shared.database import Transaction
from shared.keys import Keys
from shared.revision import next_revision

PAGE = "page"


def stop_inviting(tx: Transaction, invitation_id: str, *, organisation: str) -> None:
    """Withdraws her consent to invitations of the network that sent this one, on all channels."""
    invitation, person = whose(tx, invitation_id, organisation)
    wish = Wish(purpose=INVITATIONS_PURPOSE, given=False, network_id=invitation.network_id)
    record_consents(tx, person.id, [wish], organisation=organisation, language=person.language, source=PAGE)


def start_inviting(tx: Transaction, invitation_id: str, *, organisation: str, keys: Keys) -> None:
    """Gives back the consent that she withdrew there, and brings the open dates; what else she stopped stays so.

    A text STOP is lifted by the text START of that phone, and what an organiser withdrew for her by an organiser.
    """
    invitation, person = whose(tx, invitation_id, organisation)
    c = CONSENTS.c
    hers = (c.participant_id == person.id, c.purpose == INVITATIONS_PURPOSE, ~c.given)
    withdrawn = select(c.id).where(*hers, c.network_id == invitation.network_id, c.channel == "")
    if tx.scalar(withdrawn) is None:
        return
    wish = Wish(purpose=INVITATIONS_PURPOSE, network_id=invitation.network_id)
    record_consents(tx, person.id, [wish], organisation=organisation, language=person.language, source=PAGE)
    invite_to_open_events(tx, person.id, organisation=organisation, keys=keys)


def not_me(tx: Transaction, invitation_id: str, *, organisation: str, channel: str | None) -> None:
    """The wrong person has this link: it is voided, and the contact it came by forgotten; all of them if unknown which.

    The organiser sees only that the contact is not valid.
    """
    invitation, person = whose(tx, invitation_id, organisation)
    void = {"token_hash": None, "changed_at": tx.now, "changed_by": tx.by}
    tx.execute(update(INVITATIONS).where(INVITATIONS.c.id == invitation.id).values(void))
    gone = [channel] if channel else list(CONTACTS)
    wishes = [Wish(purpose=INVITATIONS_PURPOSE, given=False, channel=one) for one in gone]
    record_consents(tx, person.id, wishes, organisation=organisation, language=person.language, source=PAGE)
    marks = {one: {"reason": "not_hers", "since": tx.now.isoformat()} for one in gone}
    forgotten = {CONTACTS[one]: None for one in gone}
    values: dict[str, Any] = forgotten | {
        "channels": [one for one in person.channels if one not in gone],
        "unreachable": {**person.unreachable, **marks},
        "revision": next_revision(person.revision, tx.now),
        "changed_at": tx.now,
        "changed_by": tx.by,
    }
    tx.execute(update(PARTICIPANTS).where(PARTICIPANTS.c.id == person.id).values(values))
    say_changed(tx, organisation, dict(person._mapping) | values)
