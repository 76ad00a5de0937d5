"""What a page of messages needs where an event has many: their order, and the few that did not reach anybody."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

UNREACHED = sa.text("state IN ('failed', 'unreachable')")


def upgrade() -> None:
    op.create_index("ix_notifications_event_id_id", "notifications", ["event_id", "id"])
    name, columns = "ix_notifications_unreached", ["event_id", "id"]
    op.create_index(name, "notifications", columns, sqlite_where=UNREACHED, postgresql_where=UNREACHED)
