"""Closes a reply that needed a person, recording the answer on her behalf if it was one."""

from typing import Any

from services.notifications.invitation import Invitation
from services.notifications.operations.say_answer import say_answer
from services.notifications.recipient import Recipient
from services.notifications.reply import NEEDS_PERSON, RESOLVED, Reply
from services.notifications.reply_queries import Sight, reply_of
from shared.database import Transaction
from shared.problems import Conflict, Invalid


def resolve_reply(
    tx: Transaction,
    reply_id: str,
    sight: Sight,
    *,
    invitation_id: str | None = None,
    answer: str | None = None,
    party_size: int | None = None,
    note: str | None = None,
) -> Reply:
    """Records what a person read in it; `told_at` stays when it came, so that a later answer of hers still wins."""
    reply = reply_of(tx, reply_id, sight, lock=True)
    if reply.state == RESOLVED:
        raise Conflict("This reply was resolved before.")
    if reply.state != NEEDS_PERSON:
        raise Conflict("This reply was understood and needs nobody.")
    if answer is not None:
        invitation = _her_invitation(tx, reply, invitation_id, sight)
        came: dict[str, Any] = {"told_at": reply.received_at, "channel": reply.channel}
        say_answer(tx, invitation, answer=answer, party_size=party_size, **came)
        reply.invitation_id = invitation.id
    reply.resolved_by, reply.resolved_at = tx.by, tx.now
    reply.settle(RESOLVED, answer=answer, party_size=party_size, note=note)
    tx.flush()
    return reply


def _her_invitation(tx: Transaction, reply: Reply, invitation_id: str | None, sight: Sight) -> Invitation:
    """The invitation, if it is one of somebody with the phone that the reply came from."""
    invitation = tx.get(Invitation, invitation_id) if invitation_id else None
    person = tx.get(Recipient, invitation.participant_id) if invitation else None
    seen = invitation is not None and invitation.organisation == sight.organisation
    if invitation is None or person is None or not seen or sight.network_id not in (None, invitation.network_id):
        raise Invalid("Say which invitation is answered.", errors={"invitation_id": ["Not known."]})
    if person.phone != reply.from_contact:
        raise Invalid("Nobody invited so has this phone.", errors={"invitation_id": ["Of another phone."]})
    return invitation
