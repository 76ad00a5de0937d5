"""The tables of networks, series, exceptions and events, beside those every service has."""

import sqlalchemy as sa
from alembic import op

from shared.columns import BigId, Instant, JsonText
from shared.migrations import create_machinery

revision = "0001"
down_revision = None


def upgrade() -> None:
    create_machinery(op.get_bind())
    _networks()
    _series()
    _events()


def _revised() -> list[sa.Column[object]]:
    return [
        sa.Column("organisation", sa.String(63), nullable=False),
        sa.Column("revision", BigId, nullable=False),
        sa.Column("created_at", Instant, nullable=False),
        sa.Column("created_by", sa.String(120), nullable=False),
        sa.Column("changed_at", Instant, nullable=False),
        sa.Column("changed_by", sa.String(120), nullable=False),
    ]


def _networks() -> None:
    op.create_table(
        "networks",
        sa.Column("id", sa.String(40), nullable=False),
        *_revised(),
        sa.Column("name", sa.String(100), nullable=False),
        sa.Column("slug", sa.String(63), nullable=False),
        sa.Column("timezone", sa.String(64), nullable=False),
        sa.Column("country", sa.String(2), nullable=False),
        sa.Column("languages", JsonText, nullable=False),
        sa.Column("signature", sa.String(12), nullable=False),
        sa.Column("contact_name", sa.String(100)),
        sa.Column("contact_phone", sa.String(20)),
        sa.Column("wording", sa.String(10), nullable=False),
        sa.Column("public", sa.Boolean, nullable=False),
        sa.Column("sending", sa.String(10), nullable=False),
        sa.Column("quiet_hours", JsonText),
        sa.Column("waitlist", sa.String(10), nullable=False),
        sa.Column("feed_version", BigId, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_networks"),
        sa.UniqueConstraint("slug", name="uq_networks_slug"),
        sa.CheckConstraint("sending IN ('held', 'on')", name="ck_networks_sending"),
        sa.CheckConstraint("wording IN ('neutral', 'open')", name="ck_networks_wording"),
    )
    op.create_index("ix_networks_organisation_id", "networks", ["organisation", "id"])


def _series() -> None:
    op.create_table(
        "series",
        sa.Column("id", sa.String(40), nullable=False),
        *_revised(),
        sa.Column("network_id", sa.String(40), nullable=False),
        sa.Column("title", JsonText, nullable=False),
        sa.Column("rrule", sa.String(300), nullable=False),
        sa.Column("starts_at", sa.String(19), nullable=False),
        sa.Column("timezone", sa.String(64), nullable=False),
        sa.Column("duration", sa.String(40), nullable=False),
        sa.Column("capacity", sa.Integer),
        sa.Column("place", JsonText),
        sa.Column("attendance_mode", sa.String(10), nullable=False),
        sa.Column("invite_before", sa.String(40), nullable=False),
        sa.Column("wording", sa.String(10)),
        sa.Column("published", sa.Boolean, nullable=False),
        sa.Column("last_date", sa.String(10)),
        sa.Column("extend_at", Instant),
        sa.PrimaryKeyConstraint("id", name="pk_series"),
        sa.ForeignKeyConstraint(["network_id"], ["networks.id"], name="fk_series_network_id"),
        sa.CheckConstraint("capacity IS NULL OR capacity BETWEEN 1 AND 100000", name="ck_series_capacity"),
    )
    op.create_index("ix_series_organisation_id", "series", ["organisation", "id"])
    op.create_index("ix_series_network_id", "series", ["network_id"])
    op.create_index("ix_series_extend_at", "series", ["extend_at"])
    op.create_table(
        "date_exceptions",
        sa.Column("series_id", sa.String(40), nullable=False),
        sa.Column("date", sa.String(10), nullable=False),
        sa.Column("organisation", sa.String(63), nullable=False),
        sa.Column("skip", sa.Boolean, nullable=False),
        sa.Column("starts_at", sa.String(19)),
        sa.Column("changed_at", Instant, nullable=False),
        sa.Column("changed_by", sa.String(120), nullable=False),
        sa.PrimaryKeyConstraint("series_id", "date", name="pk_date_exceptions"),
        sa.ForeignKeyConstraint(["series_id"], ["series.id"], name="fk_date_exceptions_series_id"),
    )


def _events() -> None:
    op.create_table(
        "events",
        sa.Column("id", sa.String(40), nullable=False),
        *_revised(),
        sa.Column("network_id", sa.String(40), nullable=False),
        sa.Column("series_id", sa.String(40)),
        sa.Column("series_date", sa.String(10)),
        sa.Column("title", JsonText, nullable=False),
        sa.Column("theme", JsonText),
        sa.Column("starts_local", sa.String(19), nullable=False),
        sa.Column("timezone", sa.String(64), nullable=False),
        sa.Column("starts_at", Instant, nullable=False),
        sa.Column("ends_at", Instant, nullable=False),
        sa.Column("sort_key", sa.String(60), nullable=False),
        sa.Column("capacity", sa.Integer),
        sa.Column("place", JsonText),
        sa.Column("attendance_mode", sa.String(10), nullable=False),
        sa.Column("wording", sa.String(10)),
        sa.Column("status", sa.String(20), nullable=False),
        sa.Column("uid", sa.String(255), nullable=False),
        sa.Column("sequence", sa.Integer, nullable=False),
        sa.Column("invite_at", Instant),
        sa.Column("published_at", Instant),
        sa.Column("reason", sa.Text),
        sa.Column("seats_allowed", sa.Integer),
        sa.Column("seats_taken", sa.Integer),
        sa.Column("seats_waiting", sa.Integer),
        sa.Column("seats_revision", BigId, nullable=False),
        sa.Column("vevent", sa.Text),
        sa.PrimaryKeyConstraint("id", name="pk_events"),
        sa.ForeignKeyConstraint(["network_id"], ["networks.id"], name="fk_events_network_id"),
        sa.ForeignKeyConstraint(["series_id"], ["series.id"], name="fk_events_series_id"),
        sa.UniqueConstraint("series_id", "series_date", name="uq_events_series_id"),
        sa.UniqueConstraint("uid", name="uq_events_uid"),
        sa.CheckConstraint("capacity IS NULL OR capacity BETWEEN 1 AND 100000", name="ck_events_capacity"),
        sa.CheckConstraint("status IN ('draft', 'scheduled', 'rescheduled', 'cancelled')", name="ck_events_status"),
        sa.CheckConstraint("starts_at < ends_at", name="ck_events_times"),
    )
    op.create_index("ix_events_organisation_sort_key", "events", ["organisation", "sort_key"])
    op.create_index("ix_events_network_id_sort_key", "events", ["network_id", "sort_key"])
    op.create_index("ix_events_starts_at", "events", ["starts_at"])
