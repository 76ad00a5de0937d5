"""Events as `events` told of them, each a due row until its members are invited."""

from sqlalchemy import Column, Index, Integer, String, Table, Text

from services.registrations.base import METADATA, organisation, text_id
from shared.columns import BigId, Instant, JsonText
from shared.due_rows import due_columns, due_index

CANCELLED = "cancelled"

KNOWN_EVENTS = Table(
    "known_events",
    METADATA,
    text_id("id", key=True),
    organisation(),
    Column("revision", BigId, nullable=False),
    text_id("network_id"),
    text_id("series_id", null=True),
    Column("uid", String(255), nullable=False),
    Column("sequence", Integer, nullable=False),
    Column("title", JsonText, nullable=False),
    Column("theme", JsonText),
    Column("practical", JsonText),
    Column("starts_at", Instant, nullable=False),
    Column("ends_at", Instant, nullable=False),
    Column("timezone", String(64), nullable=False),
    Column("place", JsonText),
    Column("attendance_mode", String(10), nullable=False),
    Column("capacity", Integer),
    Column("wording", String(10)),
    Column("status", String(20), nullable=False),
    Column("reason", Text),
    Column("invite_at", Instant),
    Column("invited_at", Instant),
    *due_columns(),
    due_index("known_events"),
    Index("ix_known_events_network_id_starts_at", "network_id", "starts_at"),
    Index("ix_known_events_organisation_ends_at", "organisation", "ends_at"),
)

FOLLOWED = (
    *("id", "network_id", "series_id", "uid", "sequence", "title", "theme", "starts_at", "ends_at", "timezone"),
    *("practical", "place", "attendance_mode", "capacity", "wording", "status", "reason", "invite_at"),
)
