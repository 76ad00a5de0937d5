"""What people need to be able to come, who asks to join, and which networks anybody may ask to join.

Networks that are known already are found by their slug after their next change, or after `samling republish events`.
"""

import sqlalchemy as sa
from alembic import op

from shared.columns import Instant

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    op.add_column("known_networks", sa.Column("slug", sa.String(63)))
    op.add_column("known_networks", sa.Column("public", sa.Boolean))
    op.create_index("ix_known_networks_slug", "known_networks", ["slug"])
    for contact in ("phone", "email"):  # whose contact is this?
        op.create_index(f"ix_participants_{contact}", "participants", ["organisation", contact])
    op.create_table(
        "needs",
        sa.Column("registration_id", sa.String(40), nullable=False),
        sa.Column("organisation", sa.String(63), nullable=False),
        sa.Column("event_id", sa.String(40), nullable=False),
        sa.Column("participant_id", sa.String(40), nullable=False),
        sa.Column("child_care", sa.Integer, nullable=False),
        sa.Column("interpreter", sa.String(20)),
        sa.Column("transport", sa.Boolean, nullable=False),
        sa.Column("changed_at", Instant, nullable=False),
        sa.Column("changed_by", sa.String(120), nullable=False),
        sa.PrimaryKeyConstraint("registration_id", name="pk_needs"),
    )
    op.create_index("ix_needs_event_id", "needs", ["event_id"])
    op.create_index("ix_needs_participant_id", "needs", ["participant_id"])
    op.create_table(
        "join_requests",
        sa.Column("id", sa.String(40), nullable=False),
        sa.Column("organisation", sa.String(63), nullable=False),
        sa.Column("network_id", sa.String(40), nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("phone", sa.String(20)),
        sa.Column("email", sa.String(254)),
        sa.Column("language", sa.String(20), nullable=False),
        sa.Column("asked_in", sa.String(20), nullable=False),
        sa.Column("wording_version", sa.String(40), nullable=False),
        sa.Column("asked_at", Instant, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_join_requests"),
    )
    op.create_index("ix_join_requests_network_id_id", "join_requests", ["network_id", "id"])
    op.create_index("ix_join_requests_asked_at", "join_requests", ["asked_at"])
