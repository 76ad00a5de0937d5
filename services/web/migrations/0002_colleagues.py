"""Links asked for on a page, roles in one network, colleagues who come and go, and who did what."""

import sqlalchemy as sa
from alembic import op

from shared.columns import BigId, Instant

revision = "0002"
down_revision = "0001"

_WHOLE = sa.text("network_id IS NULL")
_DUE = sa.text("due_at IS NOT NULL")


def upgrade() -> None:
    _accounts()
    _links()
    op.add_column("sessions", sa.Column("seen_with", sa.String(60)))
    _activities()


def _accounts() -> None:
    op.add_column("accounts", sa.Column("network_id", sa.String(40)))
    op.add_column("accounts", sa.Column("language", sa.String(35)))
    op.add_column("accounts", sa.Column("invited_at", Instant))
    op.add_column("accounts", sa.Column("removed_at", Instant))
    op.drop_index("uq_accounts_organisation_email", "accounts")
    op.create_index(
        "uq_accounts_whole",
        "accounts",
        ["organisation", "email"],
        unique=True,
        sqlite_where=_WHOLE,
        postgresql_where=_WHOLE,
    )
    op.create_index("uq_accounts_network", "accounts", ["organisation", "email", "network_id"], unique=True)


def _links() -> None:
    for column in (
        sa.Column("email", sa.String(254)),
        sa.Column("browser_hash", sa.String(64)),
        sa.Column("language", sa.String(35)),
        sa.Column("due_at", Instant),
    ):
        op.add_column("links", column)
    op.create_index("ix_links_due", "links", ["due_at"], sqlite_where=_DUE, postgresql_where=_DUE)
    op.create_index("ix_links_account_id", "links", ["account_id"])


def _activities() -> None:
    op.create_table(
        "activities",
        sa.Column("position", BigId, autoincrement=True, nullable=False),
        sa.Column("organisation", sa.String(63), nullable=False),
        sa.Column("created_at", Instant, nullable=False),
        sa.Column("created_by", sa.String(120), nullable=False),
        sa.Column("account_id", sa.String(40), nullable=False),
        sa.Column("network_id", sa.String(40)),
        sa.Column("action", sa.String(80), nullable=False),
        sa.Column("outcome", sa.String(10), nullable=False),
        sa.Column("subjects", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("position", name="pk_activities"),
    )
    op.create_index("ix_activities_organisation_position", "activities", ["organisation", "position"])
    op.create_index("ix_activities_created_at", "activities", ["created_at"])
