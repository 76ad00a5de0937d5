"""An invitation as it stands on somebody's phone: what she was told of, and may answer."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Exists, Select, exists, or_, select

from services.notifications.digits import HELD_AFTER
from services.notifications.invitation import Invitation
from services.notifications.known_event import KnownEvent
from services.notifications.known_network import KnownNetwork
from services.notifications.notification import SMS, Notification
from services.notifications.recipient import Recipient
from shared.database import Transaction

SKEW = timedelta(minutes=2)


@dataclass(frozen=True)
class ToldInvitation:
    """An invitation with its event, its network and the person."""

    invitation: Invitation
    event: KnownEvent
    network: KnownNetwork
    person: Recipient

    def is_open(self, now: datetime) -> bool:
        return not self.event.cancelled and self.event.ends_at > now

    def was_told_by(self, instant: datetime) -> bool:
        """Whether she may have known of it then; their clock may differ from ours."""
        first = self.invitation.first_told_at
        return first is None or first <= instant + SKEW

    @property
    def can_be_texted(self) -> bool:
        return SMS in self.person.channels

    def answer_of(self, digit: int) -> str | None:
        """What this digit says about it, if it is one of its two."""
        yes = self.invitation.yes_digit
        if yes is None:
            return None
        return {yes: "accepted", yes + 1: "declined"}.get(digit)


def told_on(tx: Transaction, phone: str) -> list[ToldInvitation]:
    """All invitations of all people with this phone that were told and whose digits are held, the soonest first."""
    rows = tx.execute(
        _whole()
        .where(
            Recipient.phone == phone,
            Recipient.erased_at.is_(None),
            or_(Invitation.first_told_at.is_not(None), _under_way()),
            KnownEvent.ends_at > tx.now - HELD_AFTER,
        )
        .order_by(KnownEvent.starts_at, Invitation.id)
    )
    return [ToldInvitation(*row) for row in rows]


def told_invitation(tx: Transaction, invitation_id: str) -> ToldInvitation | None:
    """One invitation with what belongs to it."""
    row = tx.execute(_whole().where(Invitation.id == invitation_id)).first()
    return ToldInvitation(*row) if row else None


def _under_way() -> Exists:
    """Whether a text about it may have reached her although we have not recorded so."""
    return exists().where(
        Notification.participant_id == Invitation.participant_id,
        Notification.invitation_id == Invitation.id,
        Notification.sending_since.is_not(None),
    )


def _whole() -> Select[Invitation, KnownEvent, KnownNetwork, Recipient]:
    return (
        select(Invitation, KnownEvent, KnownNetwork, Recipient)
        .join(KnownEvent, KnownEvent.id == Invitation.event_id)
        .join(KnownNetwork, KnownNetwork.id == KnownEvent.network_id)
        .join(Recipient, Recipient.id == Invitation.participant_id)
    )
