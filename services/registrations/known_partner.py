"""Partners as `partners` told of them: what people are asked about, and where."""

from sqlalchemy import Boolean, Column, Index, String, Table

from services.registrations.base import METADATA, organisation, text_id
from shared.columns import BigId, JsonText

KNOWN_PARTNERS = Table(
    "known_partners",
    METADATA,
    text_id("id", key=True),
    organisation(),
    Column("revision", BigId, nullable=False),
    Column("name", String(100), nullable=False),
    Column("network_ids", JsonText, nullable=False),
    Column("removed", Boolean, nullable=False),
    Index("ix_known_partners_organisation_id", "organisation", "id"),
)

FOLLOWED = ("id", "name", "network_ids", "removed")
