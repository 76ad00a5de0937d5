"""Participants: people as they want to be called and reached; an erased one leaves a row without anything of hers."""

from sqlalchemy import Boolean, Column, Index, String, Table

from services.registrations.base import METADATA, changed, organisation, text_id
from shared.columns import BigId, Instant, JsonText

PARTICIPANTS = Table(
    "participants",
    METADATA,
    text_id("id", key=True),
    organisation(),
    Column("name", String(200), nullable=False),
    Column("call_name", String(60), nullable=False),
    Column("phone", String(20)),
    Column("email", String(254)),
    Column("language", String(20), nullable=False),
    Column("channels", JsonText, nullable=False),
    Column("protected", Boolean, nullable=False),
    Column("discreet", Boolean, nullable=False),
    Column("unreachable", JsonText, nullable=False),
    Column("revision", BigId, nullable=False),
    Column("created_at", Instant, nullable=False),
    *changed(),
    Column("erased_at", Instant),
    Index("ix_participants_organisation_id", "organisation", "id"),
)


def call_name_of(name: str) -> str:
    """What she is called unless she says otherwise: the first word of her name."""
    return name.split()[0][:60]
