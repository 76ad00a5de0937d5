"""What to bring and how to find the door, as `events` tells it."""

import sqlalchemy as sa
from alembic import op

from shared.columns import JsonText

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    op.add_column("known_events", sa.Column("practical", JsonText))
