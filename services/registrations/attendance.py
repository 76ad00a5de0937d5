"""Attendance: who came, apart from who said yes. What is not recorded is not absence."""

from sqlalchemy import Boolean, Column, Index, String, Table, Text, text

from services.registrations.base import METADATA, organisation, text_id
from shared.columns import BigId, Instant

STATUSES = ("present", "late", "left_early", "excused", "absent")
THERE = ("present", "late", "left_early")

_LIVE = text("withdrawn = false")
_LIVE_ON_SQLITE = text("withdrawn = 0")

ATTENDANCE = Table(
    "attendance",
    METADATA,
    text_id("id", key=True),
    organisation(),
    text_id("event_id"),
    text_id("participant_id", null=True),
    Column("walk_in_name", String(200)),
    text_id("registration_id", null=True),
    Column("status", String(12), nullable=False),
    Column("recorded_at", Instant, nullable=False),
    Column("device", String(80)),
    Column("by", String(120), nullable=False),
    Column("revision", BigId, nullable=False),
    Column("withdrawn", Boolean, nullable=False),
    Index("ix_attendance_event_id_id", "event_id", "id"),
    Index("ix_attendance_participant_id", "participant_id"),
    Index(
        "uq_attendance_person",
        "event_id",
        "participant_id",
        unique=True,
        sqlite_where=_LIVE_ON_SQLITE,
        postgresql_where=_LIVE,
    ),
)

ATTENDANCE_CHANGES = Table(
    "attendance_changes",
    METADATA,
    text_id("attendance_id", key=True),
    Column("revision", BigId, primary_key=True, autoincrement=False),
    organisation(),
    Column("change", String(10), nullable=False),
    Column("status", String(12), nullable=False),
    Column("recorded_at", Instant, nullable=False),
    Column("at", Instant, nullable=False),
    Column("by", String(120), nullable=False),
    Column("reason", Text),
)

ROLLS = Table(
    "rolls",
    METADATA,
    text_id("event_id", key=True),
    organisation(),
    Column("closed_at", Instant, nullable=False),
    Column("closed_by", String(120), nullable=False),
)
