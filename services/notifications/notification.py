"""One thing to tell one person on one channel, and every try at it."""

from datetime import datetime
from typing import Any

from sqlalchemy import Index, String, Text, UniqueConstraint, false, text
from sqlalchemy.orm import Mapped, mapped_column

from services.notifications.base import Base, DueRow, Owned, partial_index
from shared.columns import BigId, Instant, JsonText

SMS, EMAIL = "sms", "email"
CHANNELS = (SMS, EMAIL)
LANES = ("urgent", "reminder", "bulk")  # in the order in which they are sent
HURRIED = ("urgent", "reminder")

QUEUED, HELD, AWAITING_RECIPIENT, SENDING = "queued", "held", "awaiting_recipient", "sending"
SENT, DELIVERED, FAILED = "sent", "delivered", "failed"
SUPPRESSED, UNREACHABLE, EXPIRED = "suppressed", "unreachable", "expired"
STATES = (
    QUEUED,
    HELD,
    AWAITING_RECIPIENT,
    SENDING,
    SENT,
    DELIVERED,
    FAILED,
    SUPPRESSED,
    UNREACHABLE,
    EXPIRED,
)
WAITING = (QUEUED, HELD, AWAITING_RECIPIENT)
UNREACHED = (FAILED, UNREACHABLE)
_UNREACHED = f"state IN ('{FAILED}', '{UNREACHABLE}')"
# said beside what is asked for: an index of these alone is of use only where the database reads these very words
IS_UNREACHED = text(f"notifications.{_UNREACHED}")
_CHANGE = "occasion IN ('moved', 'event_cancelled')"
_IN_VAIN = f"state IN ('{FAILED}', '{UNREACHABLE}', '{SUPPRESSED}')"
IS_UNTOLD = text(f"notifications.{_CHANGE} AND notifications.{_IN_VAIN}")


class Notification(Owned, DueRow, Base):
    """What we owe a person. `key` names the cause: the same cause twice gives nothing new.

    `text` is the SMS while it is under way; `told_revision` and `told_sequence` say which state of the event it told.
    `data` holds the few values of the moment that belong into its text.
    """

    __tablename__ = "notifications"
    __table_args__ = (
        UniqueConstraint("key", name="uq_notifications_key"),
        partial_index("ix_notifications_due", "channel", "lane", "due_at", where="due_at IS NOT NULL"),
        partial_index("ix_notifications_provider_id", "provider_id", where="provider_id IS NOT NULL"),
        partial_index("ix_notifications_unreached", "event_id", "id", where=_UNREACHED),
        partial_index("ix_notifications_untold", "event_id", "participant_id", where=f"{_CHANGE} AND {_IN_VAIN}"),
        Index("ix_notifications_event_id_occasion", "event_id", "occasion"),
        Index("ix_notifications_event_id_id", "event_id", "id"),
        Index("ix_notifications_participant_id_network_id", "participant_id", "network_id"),
        Index("ix_notifications_network_id_state", "network_id", "state"),
    )

    id: Mapped[str] = mapped_column(String(40), primary_key=True)
    network_id: Mapped[str] = mapped_column(String(40))
    event_id: Mapped[str] = mapped_column(String(40))
    participant_id: Mapped[str] = mapped_column(String(40))
    invitation_id: Mapped[str] = mapped_column(String(40))
    occasion: Mapped[str] = mapped_column(String(24))
    channel: Mapped[str] = mapped_column(String(8))
    lane: Mapped[str] = mapped_column(String(8))
    key: Mapped[str] = mapped_column(String(160))
    state: Mapped[str] = mapped_column(String(20))
    created_at: Mapped[datetime] = mapped_column(Instant)
    text: Mapped[str | None] = mapped_column(Text)
    told_revision: Mapped[int | None] = mapped_column(BigId)
    told_sequence: Mapped[int | None]
    provider_id: Mapped[str | None] = mapped_column(String(80))
    sending_since: Mapped[datetime | None] = mapped_column(Instant)
    sent_at: Mapped[datetime | None] = mapped_column(Instant)
    delivered_at: Mapped[datetime | None] = mapped_column(Instant)
    possibly_twice: Mapped[bool] = mapped_column(default=False, server_default=false())
    reason: Mapped[str | None] = mapped_column(String(80))
    data: Mapped[dict[str, Any]] = mapped_column(JsonText, default=dict, server_default="{}")


class Attempt(Owned, Base):
    """One try at a provider and what came of it."""

    __tablename__ = "attempts"
    __table_args__ = (Index("ix_attempts_notification_id", "notification_id"),)

    id: Mapped[str] = mapped_column(String(40), primary_key=True)
    notification_id: Mapped[str] = mapped_column(String(40))
    at: Mapped[datetime] = mapped_column(Instant)
    outcome: Mapped[str] = mapped_column(String(12))
    code: Mapped[str | None] = mapped_column(String(20))
    detail: Mapped[str | None] = mapped_column(String(200))
