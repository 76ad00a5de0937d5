"""A network: the people who meet, where they are, how they are spoken to, and whether anything is sent yet."""

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from services.events.base import Base, Revised
from shared.columns import BigId, JsonText

WORDINGS = ("neutral", "open")
SENDING = ("held", "on")
WAITLISTS = ("confirm", "offer")
QUIET_HOURS = ("21:00", "08:00")

SLUG = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?")
# Any other letter would make every SMS of the network cost double: GSM 03.38 without signs that look like links.
SIGNATURE = re.compile(r"[A-Za-z0-9ÄÖÑÜäöñüàèéùìòÅåØøÆæßÇÉ .&+'-]{1,12}")


class Network(Revised, Base):
    """Held and not public until an organiser says otherwise. `feed_version` rises with whatever its feed shows."""

    __tablename__ = "networks"
    __table_args__ = (
        CheckConstraint("sending IN ('held', 'on')", name="sending"),
        CheckConstraint("wording IN ('neutral', 'open')", name="wording"),
        Index("ix_networks_organisation_id", "organisation", "id"),
    )

    id: Mapped[str] = mapped_column(String(40), primary_key=True)
    name: Mapped[str] = mapped_column(String(100))
    slug: Mapped[str] = mapped_column(String(63), unique=True)
    timezone: Mapped[str] = mapped_column(String(64))
    country: Mapped[str] = mapped_column(String(2))
    languages: Mapped[list[str]] = mapped_column(JsonText)
    signature: Mapped[str] = mapped_column(String(12))
    contact_name: Mapped[str | None] = mapped_column(String(100))
    contact_phone: Mapped[str | None] = mapped_column(String(20))
    about: Mapped[dict[str, str] | None] = mapped_column(JsonText)
    wording: Mapped[str] = mapped_column(String(10), default="neutral")
    public: Mapped[bool] = mapped_column(default=False)
    sending: Mapped[str] = mapped_column(String(10), default="held")
    quiet_hours: Mapped[list[str] | None] = mapped_column(JsonText)
    waitlist: Mapped[str] = mapped_column(String(10), default="confirm")
    feed_version: Mapped[int] = mapped_column(BigId, default=0)

    @property
    def contact(self) -> dict[str, str | None] | None:
        """Whom a participant can ring."""
        return {"name": self.contact_name, "phone": self.contact_phone} if self.contact_name else None

    def take(self, values: Mapping[str, Any]) -> set[str]:
        """Takes these values; says which of them are new."""
        flat = dict(values)
        if "contact" in flat:
            contact = flat.pop("contact") or {}
            flat |= {"contact_name": contact.get("name"), "contact_phone": contact.get("phone")}
        changed = {name for name, value in flat.items() if getattr(self, name) != value}
        for name in changed:
            setattr(self, name, flat[name])
        return changed


def feed_window(now: datetime) -> datetime:
    """From when on a feed shows events: the first of the month, a year ago."""
    return datetime(now.year - 1, now.month, 1, tzinfo=now.tzinfo)
