"""The first tables: partners and what they may see, copies of what others said, and each partner's log."""

import sqlalchemy as sa
from alembic import op

from shared.columns import BigId, Instant
from shared.migrations import create_machinery

revision = "0001"
down_revision = None


def upgrade() -> None:
    create_machinery(op.get_bind())
    _partners()
    _people()
    _copies()
    _logs()


def _partners() -> None:
    op.create_table(
        "partners",
        _id("id"),
        _organisation(),
        sa.Column("name", sa.String(100), nullable=False),
        sa.Column("revision", BigId, nullable=False),
        sa.Column("created_at", Instant, nullable=False),
        sa.Column("created_by", sa.String(120), nullable=False),
        sa.Column("removed_at", Instant),
        sa.Column("removed_by", sa.String(120)),
        sa.PrimaryKeyConstraint("id", name="pk_partners"),
    )
    op.create_index("ix_partners_organisation_id", "partners", ["organisation", "id"])
    op.create_table(
        "grants",
        _id("id"),
        _organisation(),
        _id("partner_id"),
        _id("network_id"),
        sa.Column("purpose", sa.String(20), nullable=False),
        sa.Column("since", Instant, nullable=False),
        sa.Column("by", sa.String(120), nullable=False),
        sa.Column("ended_at", Instant),
        sa.Column("ended_by", sa.String(120)),
        sa.PrimaryKeyConstraint("id", name="pk_grants"),
    )
    live = sa.text("ended_at IS NULL")
    scope = ["partner_id", "network_id", "purpose"]
    op.create_index("uq_grants_live", "grants", scope, unique=True, sqlite_where=live, postgresql_where=live)
    op.create_index("ix_grants_partner_id", "grants", ["partner_id", "id"])
    op.create_table(
        "partner_tokens",
        _id("id"),
        _organisation(),
        _id("partner_id"),
        sa.Column("issued_at", Instant, nullable=False),
        sa.Column("expires_at", Instant, nullable=False),
        sa.Column("by", sa.String(120), nullable=False),
        sa.Column("revoked_at", Instant),
        sa.Column("revoked_by", sa.String(120)),
        sa.PrimaryKeyConstraint("id", name="pk_partner_tokens"),
    )
    op.create_index("ix_partner_tokens_partner_id", "partner_tokens", ["partner_id", "id"])


def _people() -> None:
    op.create_table(
        "pseudonyms",
        _organisation(),
        _id("partner_id"),
        _id("participant_id"),
        _id("pseudonym"),
        sa.PrimaryKeyConstraint("partner_id", "participant_id", name="pk_pseudonyms"),
        sa.UniqueConstraint("pseudonym", name="uq_pseudonyms_pseudonym"),
    )
    op.create_index("ix_pseudonyms_participant_id", "pseudonyms", ["participant_id"])
    op.create_table(
        "erased_participants",
        _organisation(),
        _id("participant_id"),
        sa.Column("erased_at", Instant, nullable=False),
        sa.PrimaryKeyConstraint("participant_id", name="pk_erased_participants"),
    )
    op.create_table(
        "known_consents",
        _id("id"),
        _organisation(),
        _id("participant_id"),
        _id("partner_id"),
        sa.Column("network_id", sa.String(40)),
        sa.Column("revision", BigId, nullable=False),
        sa.Column("given", sa.Boolean, nullable=False),
        sa.Column("reference", sa.String(200)),
        sa.Column("withdrawn_revision", BigId, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_known_consents"),
    )
    op.create_index("ix_known_consents_participant_id", "known_consents", ["participant_id", "partner_id"])


def _copies() -> None:
    op.create_table(
        "known_networks",
        _id("id"),
        _organisation(),
        sa.Column("revision", BigId, nullable=False),
        sa.Column("slug", sa.String(63), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_known_networks"),
    )
    op.create_table(
        "known_events",
        _id("id"),
        _organisation(),
        sa.Column("revision", BigId, nullable=False),
        _id("network_id"),
        sa.Column("uid", sa.String(255), nullable=False),
        sa.Column("starts_at", Instant, nullable=False),
        sa.Column("ends_at", Instant, nullable=False),
        sa.Column("timezone", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_known_events"),
    )
    op.create_table(
        "known_attendances",
        _id("id"),
        _organisation(),
        sa.Column("revision", BigId, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_known_attendances"),
    )


def _logs() -> None:
    op.create_table(
        "told_attendances",
        _organisation(),
        _id("partner_id"),
        _id("attendance_id"),
        _id("id"),
        sa.Column("participant_id", sa.String(40), nullable=False),
        _id("network_id"),
        sa.Column("revision", BigId, nullable=False),
        sa.Column("consent_revision", BigId, nullable=False),
        sa.Column("live", sa.Boolean, nullable=False),
        sa.Column("position", BigId, nullable=False),
        sa.PrimaryKeyConstraint("partner_id", "attendance_id", name="pk_told_attendances"),
        sa.UniqueConstraint("id", name="uq_told_attendances_id"),
    )
    op.create_index("ix_told_attendances_attendance_id", "told_attendances", ["attendance_id"])
    op.create_index("ix_told_attendances_participant_id", "told_attendances", ["participant_id", "partner_id"])
    op.create_table(
        "attendance_log",
        _organisation(),
        _id("partner_id"),
        sa.Column("position", BigId, nullable=False, autoincrement=False),
        _id("message_id"),
        sa.Column("type", sa.String(40), nullable=False),
        _id("subject"),
        sa.Column("body", sa.Text, nullable=False),
        sa.Column("at", Instant, nullable=False),
        sa.PrimaryKeyConstraint("partner_id", "position", name="pk_attendance_log"),
        sa.UniqueConstraint("message_id", name="uq_attendance_log_message_id"),
    )
    op.create_index("ix_attendance_log_subject", "attendance_log", ["partner_id", "subject"])
    op.create_table(
        "positions",
        _organisation(),
        _id("partner_id"),
        sa.Column("last", BigId, nullable=False),
        sa.PrimaryKeyConstraint("partner_id", name="pk_positions"),
        sa.CheckConstraint("last >= 0", name="ck_positions_last"),
    )
    turns = op.create_table(
        "turns",
        _organisation(),
        sa.Column("name", sa.String(20), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_turns"),
    )
    op.bulk_insert(turns, [{"organisation": "*", "name": "log"}])


def _id(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.String(40), nullable=False)


def _organisation() -> sa.Column[str]:
    return sa.Column("organisation", sa.String(63), nullable=False)
