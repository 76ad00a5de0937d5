"""Which languages a native speaker has checked, for each organisation."""

import sqlalchemy as sa
from alembic import op

from shared.columns import Instant

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    op.create_table(
        "checked_languages",
        sa.Column("organisation", sa.String(63), nullable=False),
        sa.Column("language", sa.String(10), nullable=False),
        sa.Column("checked_by", sa.String(100), nullable=False),
        sa.Column("created_at", Instant, nullable=False),
        sa.Column("created_by", sa.String(120), nullable=False),
        sa.PrimaryKeyConstraint("organisation", "language", name="pk_checked_languages"),
    )
