"""The tables of seats, registrations, answers and attendance."""

import sqlalchemy as sa
from alembic import op

from shared.columns import BigId, Instant

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    _seats()
    _registrations()
    _registration_history()
    _answers()
    _attendance()
    _attendance_changes()
    _rolls()


def _due() -> list[sa.Column[object]]:
    return [
        sa.Column("due_at", Instant),
        sa.Column("lease", sa.String(40)),
        sa.Column("attempts", sa.Integer, nullable=False, server_default="0"),
        sa.Column("dead_at", Instant),
        sa.Column("last_error", sa.Text),
    ]


def _due_index(table: str) -> None:
    open_rows = sa.text("due_at IS NOT NULL")
    op.create_index(f"ix_{table}_due", table, ["due_at"], sqlite_where=open_rows, postgresql_where=open_rows)


def _seats() -> None:
    op.create_table(
        "seats",
        sa.Column("event_id", sa.String(40), nullable=False),
        sa.Column("organisation", sa.String(63), nullable=False),
        sa.Column("capacity", sa.Integer),
        sa.Column("allowed", sa.Integer),
        sa.Column("taken", sa.Integer, nullable=False),
        sa.Column("waiting", sa.Integer, nullable=False),
        sa.Column("last_position", sa.Integer, nullable=False),
        sa.Column("closed", sa.Boolean, nullable=False),
        sa.Column("revision", BigId, nullable=False),
        *_due(),
        sa.PrimaryKeyConstraint("event_id", name="pk_seats"),
        sa.CheckConstraint("waiting >= 0", name=op.f("ck_seats_waiting")),
        sa.CheckConstraint("taken >= 0 AND (capacity IS NULL OR taken <= allowed)", name=op.f("ck_seats_taken")),
    )
    _due_index("seats")


def _registrations() -> None:
    op.create_table(
        "registrations",
        sa.Column("id", sa.String(40), nullable=False),
        sa.Column("organisation", sa.String(63), nullable=False),
        sa.Column("event_id", sa.String(40), nullable=False),
        sa.Column("participant_id", sa.String(40), nullable=False),
        sa.Column("invitation_id", sa.String(40), nullable=False),
        sa.Column("status", sa.String(12), nullable=False),
        sa.Column("party_size", sa.Integer, nullable=False),
        sa.Column("position", sa.Integer),
        sa.Column("offer_until", Instant),
        sa.Column("seat_held_until", Instant),
        sa.Column("answer", sa.String(10)),
        sa.Column("told_at", Instant),
        sa.Column("channel", sa.String(10)),
        sa.Column("revision", BigId, nullable=False),
        sa.Column("changed_at", Instant, nullable=False),
        sa.Column("changed_by", sa.String(120), nullable=False),
        sa.Column("reason", sa.String(20)),
        *_due(),
        sa.PrimaryKeyConstraint("id", name="pk_registrations"),
    )
    _due_index("registrations")
    op.create_index("ix_registrations_event_id_id", "registrations", ["event_id", "id"])
    op.create_index(
        "ix_registrations_line",
        "registrations",
        ["event_id", "position"],
        sqlite_where=sa.text("status = 'waitlisted'"),
        postgresql_where=sa.text("status = 'waitlisted'"),
    )
    op.create_index("ix_registrations_participant_id", "registrations", ["participant_id"])
    op.create_index("uq_registrations_invitation_id", "registrations", ["invitation_id"], unique=True)
    op.create_index("uq_registrations_person", "registrations", ["event_id", "participant_id"], unique=True)


def _registration_history() -> None:
    op.create_table(
        "registration_history",
        sa.Column("registration_id", sa.String(40), nullable=False),
        sa.Column("revision", BigId, nullable=False, autoincrement=False),
        sa.Column("organisation", sa.String(63), nullable=False),
        sa.Column("event_id", sa.String(40), nullable=False),
        sa.Column("status", sa.String(12), nullable=False),
        sa.Column("party_size", sa.Integer, nullable=False),
        sa.Column("at", Instant, nullable=False),
        sa.Column("by", sa.String(120), nullable=False),
        sa.Column("reason", sa.String(20), nullable=False),
        sa.Column("note", sa.Text),
        sa.PrimaryKeyConstraint("registration_id", "revision", name="pk_registration_history"),
    )
    op.create_index("ix_registration_history_event_id", "registration_history", ["event_id"])


def _answers() -> None:
    op.create_table(
        "answers",
        sa.Column("id", sa.String(40), nullable=False),
        sa.Column("organisation", sa.String(63), nullable=False),
        sa.Column("event_id", sa.String(40), nullable=False),
        sa.Column("participant_id", sa.String(40), nullable=False),
        sa.Column("invitation_id", sa.String(40), nullable=False),
        sa.Column("answer", sa.String(10), nullable=False),
        sa.Column("party_size", sa.Integer),
        sa.Column("told_at", Instant, nullable=False),
        sa.Column("received_at", Instant, nullable=False),
        sa.Column("channel", sa.String(10), nullable=False),
        sa.Column("by", sa.String(120), nullable=False),
        sa.Column("result", sa.String(10), nullable=False),
        sa.Column("reason", sa.String(20)),
        sa.PrimaryKeyConstraint("id", name="pk_answers"),
    )
    op.create_index("ix_answers_invitation_id", "answers", ["invitation_id"])
    op.create_index("ix_answers_participant_id", "answers", ["participant_id"])


def _attendance() -> None:
    op.create_table(
        "attendance",
        sa.Column("id", sa.String(40), nullable=False),
        sa.Column("organisation", sa.String(63), nullable=False),
        sa.Column("event_id", sa.String(40), nullable=False),
        sa.Column("participant_id", sa.String(40)),
        sa.Column("walk_in_name", sa.String(200)),
        sa.Column("registration_id", sa.String(40)),
        sa.Column("status", sa.String(12), nullable=False),
        sa.Column("recorded_at", Instant, nullable=False),
        sa.Column("device", sa.String(80)),
        sa.Column("by", sa.String(120), nullable=False),
        sa.Column("revision", BigId, nullable=False),
        sa.Column("withdrawn", sa.Boolean, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_attendance"),
    )
    op.create_index("ix_attendance_event_id_id", "attendance", ["event_id", "id"])
    op.create_index("ix_attendance_participant_id", "attendance", ["participant_id"])
    op.create_index(
        "uq_attendance_person",
        "attendance",
        ["event_id", "participant_id"],
        unique=True,
        sqlite_where=sa.text("withdrawn = 0"),
        postgresql_where=sa.text("withdrawn = false"),
    )


def _attendance_changes() -> None:
    op.create_table(
        "attendance_changes",
        sa.Column("attendance_id", sa.String(40), nullable=False),
        sa.Column("revision", BigId, nullable=False, autoincrement=False),
        sa.Column("organisation", sa.String(63), nullable=False),
        sa.Column("change", sa.String(10), nullable=False),
        sa.Column("status", sa.String(12), nullable=False),
        sa.Column("recorded_at", Instant, nullable=False),
        sa.Column("at", Instant, nullable=False),
        sa.Column("by", sa.String(120), nullable=False),
        sa.Column("reason", sa.Text),
        sa.PrimaryKeyConstraint("attendance_id", "revision", name="pk_attendance_changes"),
    )


def _rolls() -> None:
    op.create_table(
        "rolls",
        sa.Column("event_id", sa.String(40), nullable=False),
        sa.Column("organisation", sa.String(63), nullable=False),
        sa.Column("closed_at", Instant, nullable=False),
        sa.Column("closed_by", sa.String(120), nullable=False),
        sa.PrimaryKeyConstraint("event_id", name="pk_rolls"),
    )
