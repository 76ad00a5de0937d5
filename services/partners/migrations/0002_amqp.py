"""Partners' users and queues at the broker, and how far each queue was told."""

import sqlalchemy as sa
from alembic import op

from shared.columns import BigId, Instant

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.create_table(
        "amqp_accesses",
        *_owner(),
        sa.Column("wanted", sa.Boolean, nullable=False),
        sa.Column("made_at", Instant),
        sa.Column("made_by", sa.String(120)),
        *_due(),
        sa.PrimaryKeyConstraint("partner_id", name="pk_amqp_accesses"),
    )
    op.create_table(
        "amqp_feeds",
        *_owner(),
        sa.Column("position", BigId, nullable=False),
        *_due(),
        sa.PrimaryKeyConstraint("partner_id", name="pk_amqp_feeds"),
    )


def _owner() -> list[sa.Column[str]]:
    return [
        sa.Column("organisation", sa.String(63), nullable=False),
        sa.Column("partner_id", sa.String(40), nullable=False),
    ]


def _due() -> list[sa.Column[object]]:
    return [
        sa.Column("due_at", Instant),
        sa.Column("lease", sa.String(40)),
        sa.Column("attempts", sa.Integer, nullable=False, server_default="0"),
        sa.Column("dead_at", Instant),
        sa.Column("last_error", sa.Text),
    ]
