"""Organisations, accounts, links that let somebody in, and sessions."""

import sqlalchemy as sa
from alembic import op

from shared.columns import Instant
from shared.migrations import create_machinery

revision = "0001"
down_revision = None


def upgrade() -> None:
    create_machinery(op.get_bind())
    op.create_table(
        "organisations",
        *_owned(),
        sa.Column("name", sa.String(100), nullable=False),
        sa.PrimaryKeyConstraint("organisation", name="pk_organisations"),
    )
    _accounts()
    _links()
    _sessions()


def _accounts() -> None:
    op.create_table(
        "accounts",
        sa.Column("id", sa.String(40), nullable=False),
        *_owned(),
        sa.Column("email", sa.String(254), nullable=False),
        sa.Column("name", sa.String(100), nullable=False),
        sa.Column("role", sa.String(20), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_accounts"),
        sa.ForeignKeyConstraint(["organisation"], ["organisations.organisation"], name="fk_accounts_organisation"),
        sa.CheckConstraint("role IN ('reader', 'host', 'organiser', 'owner')", name="ck_accounts_role"),
    )
    op.create_index("uq_accounts_organisation_email", "accounts", ["organisation", "email"], unique=True)
    op.create_index("ix_accounts_email", "accounts", ["email"])


def _links() -> None:
    op.create_table(
        "links",
        sa.Column("id", sa.String(40), nullable=False),
        *_owned(),
        sa.Column("kind", sa.String(10), nullable=False),
        sa.Column("token_hash", sa.String(64), nullable=False),
        sa.Column("account_id", sa.String(40)),
        sa.Column("expires_at", Instant, nullable=False),
        sa.Column("used_at", Instant),
        sa.PrimaryKeyConstraint("id", name="pk_links"),
        sa.UniqueConstraint("token_hash", name="uq_links_token_hash"),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name="fk_links_account_id"),
    )


def _sessions() -> None:
    op.create_table(
        "sessions",
        sa.Column("token_hash", sa.String(64), nullable=False),
        *_owned(),
        sa.Column("account_id", sa.String(40), nullable=False),
        sa.Column("seen_at", Instant, nullable=False),
        sa.PrimaryKeyConstraint("token_hash", name="pk_sessions"),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name="fk_sessions_account_id"),
    )
    op.create_index("ix_sessions_seen_at", "sessions", ["seen_at"])


def _owned() -> list[sa.Column[object]]:
    return [
        sa.Column("organisation", sa.String(63), nullable=False),
        sa.Column("created_at", Instant, nullable=False),
        sa.Column("created_by", sa.String(120), nullable=False),
    ]
