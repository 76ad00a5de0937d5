"""What a network's public page says of it."""

import sqlalchemy as sa
from alembic import op

from shared.columns import JsonText

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    op.add_column("networks", sa.Column("about", JsonText))
