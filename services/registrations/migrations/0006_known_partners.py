"""Which partners people can be asked about.

Partners that are there already are known after their next change, or after `samling republish partners`.
"""

import sqlalchemy as sa
from alembic import op

from shared.columns import BigId, JsonText

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    op.create_table(
        "known_partners",
        sa.Column("id", sa.String(40), nullable=False),
        sa.Column("organisation", sa.String(63), nullable=False),
        sa.Column("revision", BigId, nullable=False),
        sa.Column("name", sa.String(100), nullable=False),
        sa.Column("network_ids", JsonText, nullable=False),
        sa.Column("removed", sa.Boolean, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_known_partners"),
    )
    op.create_index("ix_known_partners_organisation_id", "known_partners", ["organisation", "id"])
