"""The tables of people, events, what they are told, what they reply and what must not be sent."""

from typing import Any

import sqlalchemy as sa
from alembic import op

from shared.columns import BigId, Instant, JsonText
from shared.migrations import create_machinery

revision = "0001"
down_revision = None

OPEN = sa.text("due_at IS NOT NULL")
ANSWERED = sa.text("provider_id IS NOT NULL")


def upgrade() -> None:
    create_machinery(op.get_bind())
    _known()
    _recipients()
    _invitations()
    _notifications()
    _attempts()
    _suppressions()
    _replies()


def _known() -> None:
    op.create_table(
        "known_networks",
        sa.Column("id", sa.String(40), nullable=False),
        sa.Column("organisation", sa.String(63), nullable=False),
        sa.Column("revision", BigId, nullable=False),
        sa.Column("sending", sa.String(8), nullable=False),
        sa.Column("state", JsonText, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_known_networks"),
    )
    op.create_table(
        "known_events",
        sa.Column("id", sa.String(40), nullable=False),
        sa.Column("organisation", sa.String(63), nullable=False),
        sa.Column("revision", BigId, nullable=False),
        sa.Column("network_id", sa.String(40), nullable=False),
        sa.Column("sequence", sa.Integer, nullable=False),
        sa.Column("status", sa.String(12), nullable=False),
        sa.Column("starts_at", Instant, nullable=False),
        sa.Column("ends_at", Instant, nullable=False),
        sa.Column("timezone", sa.String(64), nullable=False),
        sa.Column("state", JsonText, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_known_events"),
    )
    op.create_index("ix_known_events_network_id", "known_events", ["network_id"])


def _recipients() -> None:
    op.create_table(
        "recipients",
        sa.Column("id", sa.String(40), nullable=False),
        sa.Column("organisation", sa.String(63), nullable=False),
        sa.Column("revision", BigId, nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("call_name", sa.String(200), nullable=False),
        sa.Column("phone", sa.String(40)),
        sa.Column("email", sa.String(320)),
        sa.Column("language", sa.String(35), nullable=False),
        sa.Column("channels", JsonText, nullable=False),
        sa.Column("protected", sa.Boolean, nullable=False),
        sa.Column("discreet", sa.Boolean, nullable=False),
        sa.Column("erased_at", Instant),
        sa.PrimaryKeyConstraint("id", name="pk_recipients"),
    )
    op.create_index("ix_recipients_phone", "recipients", ["phone"])
    op.create_index("ix_recipients_email", "recipients", ["email"])


def _invitations() -> None:
    op.create_table(
        "invitations",
        sa.Column("id", sa.String(40), nullable=False),
        sa.Column("organisation", sa.String(63), nullable=False),
        sa.Column("revision", BigId, nullable=False),
        sa.Column("event_id", sa.String(40), nullable=False),
        sa.Column("network_id", sa.String(40), nullable=False),
        sa.Column("participant_id", sa.String(40), nullable=False),
        sa.Column("link_version", sa.String(40), nullable=False),
        sa.Column("announce", sa.Boolean, nullable=False),
        sa.Column("reply_secret", sa.String(22), nullable=False),
        sa.Column("yes_digit", sa.Integer),
        sa.Column("answer", sa.String(12)),
        sa.Column("told_at", Instant),
        sa.Column("status", sa.String(12)),
        sa.Column("registration_revision", BigId, nullable=False, server_default="0"),
        sa.Column("party_size", sa.Integer, nullable=False, server_default="1"),
        sa.Column("position", sa.Integer),
        sa.Column("first_told_at", Instant),
        sa.Column("reply_revision", BigId, nullable=False, server_default="0"),
        sa.PrimaryKeyConstraint("id", name="pk_invitations"),
        sa.UniqueConstraint("event_id", "participant_id", name="uq_invitations_event_id_participant_id"),
    )
    op.create_index("ix_invitations_participant_id", "invitations", ["participant_id"])
    op.create_index("ix_invitations_reply_secret", "invitations", ["reply_secret"], unique=True)


def _notifications() -> None:
    op.create_table(
        "notifications",
        sa.Column("id", sa.String(40), nullable=False),
        sa.Column("organisation", sa.String(63), nullable=False),
        sa.Column("network_id", sa.String(40), nullable=False),
        sa.Column("event_id", sa.String(40), nullable=False),
        sa.Column("participant_id", sa.String(40), nullable=False),
        sa.Column("invitation_id", sa.String(40), nullable=False),
        sa.Column("occasion", sa.String(24), nullable=False),
        sa.Column("channel", sa.String(8), nullable=False),
        sa.Column("lane", sa.String(8), nullable=False),
        sa.Column("key", sa.String(160), nullable=False),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("created_at", Instant, nullable=False),
        sa.Column("text", sa.Text),
        sa.Column("told_revision", BigId),
        sa.Column("told_sequence", sa.Integer),
        sa.Column("provider_id", sa.String(80)),
        sa.Column("sending_since", Instant),
        sa.Column("sent_at", Instant),
        sa.Column("delivered_at", Instant),
        sa.Column("possibly_twice", sa.Boolean, nullable=False, server_default=sa.false()),
        sa.Column("reason", sa.String(80)),
        sa.Column("data", JsonText, nullable=False, server_default="{}"),
        sa.Column("due_at", Instant),
        sa.Column("lease", sa.String(40)),
        sa.Column("attempts", sa.Integer, nullable=False, server_default="0"),
        sa.Column("dead_at", Instant),
        sa.Column("last_error", sa.Text),
        sa.PrimaryKeyConstraint("id", name="pk_notifications"),
        sa.UniqueConstraint("key", name="uq_notifications_key"),
    )
    table = "notifications"
    op.create_index("ix_notifications_due", table, ["channel", "lane", "due_at"], **_where(OPEN))
    op.create_index("ix_notifications_provider_id", table, ["provider_id"], **_where(ANSWERED))
    op.create_index("ix_notifications_event_id_occasion", table, ["event_id", "occasion"])
    op.create_index("ix_notifications_participant_id_network_id", table, ["participant_id", "network_id"])
    op.create_index("ix_notifications_network_id_state", table, ["network_id", "state"])


def _where(condition: sa.TextClause) -> dict[str, Any]:
    return {"sqlite_where": condition, "postgresql_where": condition}


def _attempts() -> None:
    op.create_table(
        "attempts",
        sa.Column("id", sa.String(40), nullable=False),
        sa.Column("organisation", sa.String(63), nullable=False),
        sa.Column("notification_id", sa.String(40), nullable=False),
        sa.Column("at", Instant, nullable=False),
        sa.Column("outcome", sa.String(12), nullable=False),
        sa.Column("code", sa.String(20)),
        sa.Column("detail", sa.String(200)),
        sa.PrimaryKeyConstraint("id", name="pk_attempts"),
    )
    op.create_index("ix_attempts_notification_id", "attempts", ["notification_id"])


def _suppressions() -> None:
    op.create_table(
        "suppressions",
        sa.Column("id", sa.String(40), nullable=False),
        sa.Column("organisation", sa.String(63), nullable=False),
        sa.Column("revision", BigId, nullable=False, server_default="0"),
        sa.Column("channel", sa.String(8), nullable=False),
        sa.Column("contact", sa.String(320), nullable=False),
        sa.Column("network_id", sa.String(40)),
        sa.Column("reason", sa.String(40), nullable=False),
        sa.Column("since", Instant, nullable=False),
        sa.Column("lifted_at", Instant),
        sa.PrimaryKeyConstraint("id", name="pk_suppressions"),
    )
    op.create_index("ix_suppressions_contact_channel", "suppressions", ["contact", "channel"])


def _replies() -> None:
    op.create_table(
        "replies",
        sa.Column("id", sa.String(40), nullable=False),
        sa.Column("organisation", sa.String(63), nullable=False),
        sa.Column("provider_id", sa.String(80), nullable=False),
        sa.Column("channel", sa.String(8), nullable=False),
        sa.Column("from_contact", sa.String(320), nullable=False),
        sa.Column("to_contact", sa.String(320), nullable=False),
        sa.Column("body", sa.Text),
        sa.Column("received_at", Instant, nullable=False),
        sa.Column("invitation_id", sa.String(40)),
        sa.Column("meaning", JsonText),
        sa.Column("state", sa.String(12), nullable=False),
        sa.Column("resolved_by", sa.String(120)),
        sa.Column("resolved_at", Instant),
        sa.PrimaryKeyConstraint("id", name="pk_replies"),
        sa.UniqueConstraint("provider_id", name="uq_replies_provider_id"),
    )
    op.create_index("ix_replies_from_contact", "replies", ["from_contact"])
    op.create_index("ix_replies_organisation_state", "replies", ["organisation", "state"])
    op.create_table(
        "receipts",
        sa.Column("id", BigId, nullable=False, autoincrement=True),
        sa.Column("organisation", sa.String(63), nullable=False),
        sa.Column("provider_id", sa.String(80), nullable=False),
        sa.Column("status", sa.String(20), nullable=False),
        sa.Column("error_code", sa.String(20)),
        sa.Column("at", Instant, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_receipts"),
        sa.UniqueConstraint("provider_id", "status", name="uq_receipts_provider_id_status"),
    )
    op.create_table(
        "reply_fetches",
        sa.Column("line", sa.String(80), nullable=False),
        sa.Column("seen_until", Instant, nullable=False),
        sa.PrimaryKeyConstraint("line", name="pk_reply_fetches"),
    )
    op.create_table(
        "known_consents",
        sa.Column("id", sa.String(40), nullable=False),
        sa.Column("organisation", sa.String(63), nullable=False),
        sa.Column("revision", BigId, nullable=False),
        sa.Column("participant_id", sa.String(40), nullable=False),
        sa.Column("network_id", sa.String(40)),
        sa.Column("channel", sa.String(8)),
        sa.Column("given", sa.Boolean, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_known_consents"),
    )
    op.create_index("ix_known_consents_participant_id", "known_consents", ["participant_id"])
