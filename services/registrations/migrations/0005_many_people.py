"""What is counted and looked through where many people are invited, or belong to a network."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"

LIVE = sa.text("ended_at IS NULL")


def upgrade() -> None:
    op.create_index("ix_invitations_event_id_removed", "invitations", ["event_id", "removed"])
    op.create_index("ix_known_events_organisation_ends_at", "known_events", ["organisation", "ends_at"])
    columns = ["network_id", "participant_id"]
    op.create_index("ix_memberships_live", "memberships", columns, sqlite_where=LIVE, postgresql_where=LIVE)
