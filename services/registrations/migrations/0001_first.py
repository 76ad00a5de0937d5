"""The tables of people, events and invitations, beside those every service has."""

import sqlalchemy as sa
from alembic import op

from shared.columns import BigId, Instant, JsonText
from shared.migrations import create_machinery

revision = "0001"
down_revision = None


def upgrade() -> None:
    create_machinery(op.get_bind())
    _participants()
    _consents()
    _memberships()
    _known_networks()
    _known_events()
    _invitations()


def _due() -> list[sa.Column[object]]:
    return [
        sa.Column("due_at", Instant),
        sa.Column("lease", sa.String(40)),
        sa.Column("attempts", sa.Integer, nullable=False, server_default="0"),
        sa.Column("dead_at", Instant),
        sa.Column("last_error", sa.Text),
    ]


def _due_index(table: str) -> None:
    open_rows = sa.text("due_at IS NOT NULL")
    op.create_index(f"ix_{table}_due", table, ["due_at"], sqlite_where=open_rows, postgresql_where=open_rows)


def _participants() -> None:
    op.create_table(
        "participants",
        sa.Column("id", sa.String(40), nullable=False),
        sa.Column("organisation", sa.String(63), nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("call_name", sa.String(60), nullable=False),
        sa.Column("phone", sa.String(20)),
        sa.Column("email", sa.String(254)),
        sa.Column("language", sa.String(20), nullable=False),
        sa.Column("channels", JsonText, nullable=False),
        sa.Column("protected", sa.Boolean, nullable=False),
        sa.Column("discreet", sa.Boolean, nullable=False),
        sa.Column("unreachable", JsonText, nullable=False),
        sa.Column("revision", BigId, nullable=False),
        sa.Column("created_at", Instant, nullable=False),
        sa.Column("changed_at", Instant, nullable=False),
        sa.Column("changed_by", sa.String(120), nullable=False),
        sa.Column("erased_at", Instant),
        sa.PrimaryKeyConstraint("id", name="pk_participants"),
    )
    op.create_index("ix_participants_organisation_id", "participants", ["organisation", "id"])


def _consents() -> None:
    op.create_table(
        "consents",
        sa.Column("id", sa.String(40), nullable=False),
        sa.Column("organisation", sa.String(63), nullable=False),
        sa.Column("participant_id", sa.String(40), nullable=False),
        sa.Column("purpose", sa.String(20), nullable=False),
        sa.Column("partner_id", sa.String(40), nullable=False, server_default=""),
        sa.Column("network_id", sa.String(40), nullable=False, server_default=""),
        sa.Column("channel", sa.String(10), nullable=False, server_default=""),
        sa.Column("given", sa.Boolean, nullable=False),
        sa.Column("since", Instant, nullable=False),
        sa.Column("reference", sa.Text),
        sa.Column("wording_version", sa.String(40), nullable=False),
        sa.Column("language", sa.String(20), nullable=False),
        sa.Column("source", sa.String(40), nullable=False),
        sa.Column("by", sa.String(120), nullable=False),
        sa.Column("revision", BigId, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_consents"),
    )
    op.create_index("ix_consents_organisation", "consents", ["organisation"])
    op.create_index(
        "uq_consents_scope",
        "consents",
        ["participant_id", "purpose", "partner_id", "network_id", "channel"],
        unique=True,
    )


def _memberships() -> None:
    op.create_table(
        "memberships",
        sa.Column("id", sa.String(40), nullable=False),
        sa.Column("organisation", sa.String(63), nullable=False),
        sa.Column("participant_id", sa.String(40), nullable=False),
        sa.Column("network_id", sa.String(40), nullable=False),
        sa.Column("tags", JsonText, nullable=False),
        sa.Column("since", Instant, nullable=False),
        sa.Column("ended_at", Instant),
        sa.Column("revision", BigId, nullable=False),
        sa.Column("changed_at", Instant, nullable=False),
        sa.Column("changed_by", sa.String(120), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_memberships"),
    )
    op.create_index("ix_memberships_network_id", "memberships", ["network_id", "participant_id"])
    op.create_index(
        "uq_memberships_live",
        "memberships",
        ["participant_id", "network_id"],
        unique=True,
        sqlite_where=sa.text("ended_at IS NULL"),
        postgresql_where=sa.text("ended_at IS NULL"),
    )


def _known_networks() -> None:
    op.create_table(
        "known_networks",
        sa.Column("id", sa.String(40), nullable=False),
        sa.Column("organisation", sa.String(63), nullable=False),
        sa.Column("revision", BigId, nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("timezone", sa.String(64), nullable=False),
        sa.Column("languages", JsonText, nullable=False),
        sa.Column("signature", sa.String(40), nullable=False),
        sa.Column("contact", JsonText),
        sa.Column("wording", sa.String(10), nullable=False),
        sa.Column("waitlist", sa.String(10), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_known_networks"),
    )


def _known_events() -> None:
    op.create_table(
        "known_events",
        sa.Column("id", sa.String(40), nullable=False),
        sa.Column("organisation", sa.String(63), nullable=False),
        sa.Column("revision", BigId, nullable=False),
        sa.Column("network_id", sa.String(40), nullable=False),
        sa.Column("series_id", sa.String(40)),
        sa.Column("uid", sa.String(255), nullable=False),
        sa.Column("sequence", sa.Integer, nullable=False),
        sa.Column("title", JsonText, nullable=False),
        sa.Column("theme", JsonText),
        sa.Column("starts_at", Instant, nullable=False),
        sa.Column("ends_at", Instant, nullable=False),
        sa.Column("timezone", sa.String(64), nullable=False),
        sa.Column("place", JsonText),
        sa.Column("attendance_mode", sa.String(10), nullable=False),
        sa.Column("capacity", sa.Integer),
        sa.Column("wording", sa.String(10)),
        sa.Column("status", sa.String(20), nullable=False),
        sa.Column("reason", sa.Text),
        sa.Column("invite_at", Instant),
        sa.Column("invited_at", Instant),
        *_due(),
        sa.PrimaryKeyConstraint("id", name="pk_known_events"),
    )
    _due_index("known_events")
    op.create_index("ix_known_events_network_id_starts_at", "known_events", ["network_id", "starts_at"])


def _invitations() -> None:
    op.create_table(
        "invitations",
        sa.Column("id", sa.String(40), nullable=False),
        sa.Column("organisation", sa.String(63), nullable=False),
        sa.Column("event_id", sa.String(40), nullable=False),
        sa.Column("participant_id", sa.String(40), nullable=False),
        sa.Column("network_id", sa.String(40), nullable=False),
        sa.Column("link_version", sa.String(40), nullable=False),
        sa.Column("token_hash", sa.String(64)),
        sa.Column("issued_at", Instant, nullable=False),
        sa.Column("announce", sa.Boolean, nullable=False),
        sa.Column("removed", sa.Boolean, nullable=False),
        sa.Column("revision", BigId, nullable=False),
        sa.Column("changed_at", Instant, nullable=False),
        sa.Column("changed_by", sa.String(120), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_invitations"),
    )
    op.create_index("ix_invitations_event_id_id", "invitations", ["event_id", "id"])
    op.create_index("ix_invitations_participant_id", "invitations", ["participant_id"])
    op.create_index("uq_invitations_person", "invitations", ["event_id", "participant_id"], unique=True)
    op.create_index("uq_invitations_token_hash", "invitations", ["token_hash"], unique=True)
