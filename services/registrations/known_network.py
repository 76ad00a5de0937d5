"""Networks as `events` told of them: what inviting, the waiting line and a person's page need."""

from sqlalchemy import Column, String, Table

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
)

FOLLOWED = ("id", "name", "timezone", "languages", "signature", "contact", "wording", "waitlist")
