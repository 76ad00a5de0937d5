"""Letters: mail and texts to addresses that are no participants'."""

import sqlalchemy as sa
from alembic import op

from shared.columns import Instant, JsonText

revision = "0003"
down_revision = "0002"

OPEN = sa.text("due_at IS NOT NULL")


def upgrade() -> None:
    op.create_table(
        "letters",
        sa.Column("id", sa.String(40), nullable=False),
        sa.Column("organisation", sa.String(63), nullable=False),
        sa.Column("kind", sa.String(12), nullable=False),
        sa.Column("channel", sa.String(8), nullable=False),
        sa.Column("network_id", sa.String(40)),
        sa.Column("requested_by", sa.String(120)),
        sa.Column("contact", sa.String(320)),
        sa.Column("data", JsonText),
        sa.Column("state", sa.String(12), nullable=False),
        sa.Column("reason", sa.String(80)),
        sa.Column("created_at", Instant, nullable=False),
        sa.Column("expires_at", Instant, nullable=False),
        sa.Column("sending_since", Instant),
        sa.Column("sent_at", Instant),
        sa.Column("possibly_twice", sa.Boolean, nullable=False, server_default=sa.false()),
        sa.Column("due_at", Instant),
        sa.Column("lease", sa.String(40)),
        sa.Column("attempts", sa.Integer, nullable=False, server_default="0"),
        sa.Column("dead_at", Instant),
        sa.Column("last_error", sa.Text),
        sa.PrimaryKeyConstraint("id", name="pk_letters"),
    )
    op.create_index("ix_letters_due", "letters", ["channel", "due_at"], sqlite_where=OPEN, postgresql_where=OPEN)
    op.create_index("ix_letters_requested_by_created_at", "letters", ["requested_by", "created_at"])
