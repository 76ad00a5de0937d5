"""Memberships: who belongs to which network, since when and until when."""

from sqlalchemy import Column, Index, Table, text

from services.registrations.base import METADATA, changed, organisation, text_id
from shared.columns import BigId, Instant, JsonText

_LIVE = text("ended_at IS NULL")

MEMBERSHIPS = Table(
    "memberships",
    METADATA,
    text_id("id", key=True),
    organisation(),
    text_id("participant_id"),
    text_id("network_id"),
    Column("tags", JsonText, nullable=False),
    Column("since", Instant, nullable=False),
    Column("ended_at", Instant),
    Column("revision", BigId, nullable=False),
    *changed(),
    Index(
        "uq_memberships_live",
        "participant_id",
        "network_id",
        unique=True,
        sqlite_where=_LIVE,
        postgresql_where=_LIVE,
    ),
    Index("ix_memberships_network_id", "network_id", "participant_id"),
    Index("ix_memberships_live", "network_id", "participant_id", sqlite_where=_LIVE, postgresql_where=_LIVE),
)
