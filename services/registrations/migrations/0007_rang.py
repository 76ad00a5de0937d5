"""When somebody rang about an invitation and nobody answered the phone."""

import sqlalchemy as sa
from alembic import op

from shared.columns import Instant

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    op.add_column("invitations", sa.Column("rang_at", Instant))
