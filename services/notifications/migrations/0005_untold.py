"""Finds the few whom no message told that their event was moved or cancelled."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"

UNTOLD = sa.text("occasion IN ('moved', 'event_cancelled') AND state IN ('failed', 'unreachable', 'suppressed')")


def upgrade() -> None:
    name, columns = "ix_notifications_untold", ["event_id", "participant_id"]
    op.create_index(name, "notifications", columns, sqlite_where=UNTOLD, postgresql_where=UNTOLD)
