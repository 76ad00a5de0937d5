"""Forgets what an erased person wrote."""

from sqlalchemy import ColumnElement, or_, select, update

from services.notifications.invitation import Invitation
from services.notifications.notification import Notification
from services.notifications.occasions import WHICH
from services.notifications.recipient import Recipient
from services.notifications.reply import IGNORED, NEEDS_PERSON, Reply
from shared.database import Transaction


def forget_replies(tx: Transaction, participant_id: str) -> None:
    """Takes number and words out of her replies; called while her phone is still known.

    Replies from a phone that others have too stay, unless one answered her invitation. A suppression of her number
    stays: it is what keeps it from being written to.
    """
    person = tx.get(Recipient, participant_id)
    if person is None:
        return
    hers: ColumnElement[bool] = Reply.invitation_id.in_(
        select(Invitation.id).where(Invitation.participant_id == participant_id)
    )
    if person.phone:
        sharing = select(Recipient.id).where(Recipient.phone == person.phone)
        if tx.scalar(sharing.where(Recipient.id != participant_id).limit(1)) is None:
            hers = or_(hers, Reply.from_contact == person.phone)
        # a question to who shares her phone calls her by name
        asked = Notification.participant_id.in_(sharing) & (Notification.occasion == WHICH.name)
        tx.execute(update(Notification).where(asked, Notification.due_at.is_(None)).values(data={}, text=None))
    tx.execute(update(Reply).where(hers, Reply.state == NEEDS_PERSON).values(state=IGNORED))
    tx.execute(update(Reply).where(hers).values(from_contact="", body=None, meaning=None))
