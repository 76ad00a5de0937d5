"""What the provider still has to tell the product: due rows, sent by the jobs."""

from enum import StrEnum

from sqlalchemy import Column, ForeignKey, String, Table, Text

from services.sandbox.base import Base
from shared.columns import BigId
from shared.due_rows import due_columns, due_index


class Kind(StrEnum):
    """A text that came in, or a change in what became of one that went out."""

    INBOUND = "inbound"
    CALLBACK = "callback"


# `status`: what a callback tells; `url`: where to, null when nobody asked or bad weather swallows it.
WEBHOOKS = Table(
    "webhooks",
    Base.metadata,
    Column("number", BigId, primary_key=True),
    Column("sms_number", BigId, ForeignKey("sms.number"), nullable=False),
    Column("kind", String(10), nullable=False),
    Column("status", String(20)),
    Column("url", Text),
    *due_columns(),
    due_index("webhooks"),
)
