"""Up to when a database was restored, and when its networks were let go again."""

import sqlalchemy as sa
from alembic import op

from shared.columns import Instant

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.add_column("known_networks", sa.Column("restored_to", Instant))
    op.add_column("known_networks", sa.Column("let_go_at", Instant))
