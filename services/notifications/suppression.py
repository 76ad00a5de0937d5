"""What forbids telling a contact anything on one channel: the only gate at sending."""

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Index, String, exists, or_, select
from sqlalchemy.orm import Mapped, mapped_column

from services.notifications.base import Base, Owned
from services.notifications.known_network import KnownNetwork
from shared.columns import BigId, Instant
from shared.database import Transaction

EVERYONE = "*"  # the organisation of a suppression that holds for all of them, also for those to come

STOP, OPTED_OUT, CONSENT, ORGANISER = "stop", "opted_out", "consent", "organiser"
START = "start"  # why one was lifted: she said so


class Suppression(Owned, Base):
    """A contact that must not be written to, by one network or (`network_id` null) by all; over when lifted.

    `reason` says who asked for it, and so who may lift it: she herself lifts all but a withdrawn consent, which only
    consent lifts. Two reasons stand side by side as two rows.
    """

    __tablename__ = "suppressions"
    __table_args__ = (Index("ix_suppressions_contact_channel", "contact", "channel"),)

    id: Mapped[str] = mapped_column(String(40), primary_key=True)
    revision: Mapped[int] = mapped_column(BigId, default=0, server_default="0")
    channel: Mapped[str] = mapped_column(String(8))
    contact: Mapped[str] = mapped_column(String(320))
    network_id: Mapped[str | None] = mapped_column(String(40))
    reason: Mapped[str] = mapped_column(String(40))
    since: Mapped[datetime] = mapped_column(Instant)
    lifted_at: Mapped[datetime | None] = mapped_column(Instant)


def forbidden(*, channel: Any, contact: Any, organisation: Any, network_id: Any) -> ColumnElement[bool]:
    """SQL: whether a network of an organisation may not write to a contact; each may be a column or a value."""
    return exists().where(
        Suppression.lifted_at.is_(None),
        Suppression.channel == channel,
        Suppression.contact == contact,
        or_(Suppression.organisation == EVERYONE, Suppression.organisation == organisation),
        or_(Suppression.network_id.is_(None), Suppression.network_id == network_id),
    )


def is_suppressed(tx: Transaction, channel: str, contact: str, network_id: str) -> bool:
    """Whether this network may not write to this contact."""
    organisation = select(KnownNetwork.organisation).where(KnownNetwork.id == network_id).scalar_subquery()
    gate = forbidden(channel=channel, contact=contact, organisation=organisation, network_id=network_id)
    return bool(tx.scalar(select(gate)))
