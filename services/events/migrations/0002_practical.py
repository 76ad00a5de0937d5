"""What to bring and how to find the door."""

import sqlalchemy as sa
from alembic import op

from shared.columns import JsonText

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.add_column("events", sa.Column("practical", JsonText))
