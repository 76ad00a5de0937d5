"""Invitations: one per event and person; of its link only the hash is kept. A removed one takes no answer."""

from sqlalchemy import Boolean, Column, Index, String, Table

from services.registrations.base import METADATA, changed, organisation, text_id
from shared.columns import BigId, Instant

INVITATIONS = Table(
    "invitations",
    METADATA,
    text_id("id", key=True),
    organisation(),
    text_id("event_id"),
    text_id("participant_id"),
    text_id("network_id"),
    Column("link_version", String(40), nullable=False),
    Column("token_hash", String(64)),
    Column("issued_at", Instant, nullable=False),
    Column("announce", Boolean, nullable=False),
    Column("removed", Boolean, nullable=False),
    Column("revision", BigId, nullable=False),
    *changed(),
    Index("uq_invitations_person", "event_id", "participant_id", unique=True),
    Index("uq_invitations_token_hash", "token_hash", unique=True),
    Index("ix_invitations_event_id_id", "event_id", "id"),
    Index("ix_invitations_event_id_removed", "event_id", "removed"),  # how many are invited, without reading each
    Index("ix_invitations_participant_id", "participant_id"),
)
