"""Networks as `events` told of them: what inviting, the waiting line, a person's page and asking to join need."""

from sqlalchemy import Boolean, Column, Index, String, Table

from services.registrations.base import METADATA, organisation, text_id
from shared.columns import BigId, JsonText

CONFIRM, OFFER = "confirm", "offer"

KNOWN_NETWORKS = Table(
    "known_networks",
    METADATA,
    text_id("id", key=True),
    organisation(),
    Column("revision", BigId, nullable=False),
    Column("name", String(200), nullable=False),
    Column("timezone", String(64), nullable=False),
    Column("languages", JsonText, nullable=False),
    Column("signature", String(40), nullable=False),
    Column("contact", JsonText),
    Column("wording", String(10), nullable=False),
    Column("waitlist", String(10), nullable=False),
    Column("slug", String(63)),
    Column("public", Boolean),
    Index("ix_known_networks_slug", "slug"),  # not unique: two that changed theirs are heard of one after the other
)

FOLLOWED = (
    *("id", "name", "timezone", "languages", "signature", "contact", "wording", "waitlist"),
    *("slug", "public"),
)
