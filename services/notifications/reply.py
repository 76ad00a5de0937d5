"""What a person wrote back, and what it was taken to mean."""

from datetime import datetime
from typing import Any

from sqlalchemy import Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from services.notifications.base import Base, Owned
from shared.columns import Instant, JsonText

NOBODYS = "*"  # the organisation of a reply while nobody knows whose it is

UNDERSTOOD, ASKED, NEEDS_PERSON, IGNORED, RESOLVED = "understood", "asked", "needs_person", "ignored", "resolved"


class Reply(Owned, Base):
    """One text from a person, kept once by the provider's id; organisation `*` while nobody knows whose it is.

    `received_at` is when it came, or, of a text that was fetched, when she sent it.

    Its words are kept only for as long as a person has to read them, and a stranger's words and number never.
    `meaning` is what it was taken to mean.
    """

    __tablename__ = "replies"
    __table_args__ = (
        UniqueConstraint("provider_id", name="uq_replies_provider_id"),
        Index("ix_replies_from_contact", "from_contact"),
        Index("ix_replies_organisation_state", "organisation", "state"),
    )

    id: Mapped[str] = mapped_column(String(40), primary_key=True)
    provider_id: Mapped[str] = mapped_column(String(80))
    channel: Mapped[str] = mapped_column(String(8))
    from_contact: Mapped[str] = mapped_column(String(320))
    to_contact: Mapped[str] = mapped_column(String(320))
    body: Mapped[str | None] = mapped_column(Text)
    received_at: Mapped[datetime] = mapped_column(Instant)
    invitation_id: Mapped[str | None] = mapped_column(String(40))
    meaning: Mapped[Any] = mapped_column(JsonText, nullable=True)
    state: Mapped[str] = mapped_column(String(12))
    resolved_by: Mapped[str | None] = mapped_column(String(120))
    resolved_at: Mapped[datetime | None] = mapped_column(Instant)

    def settle(self, state: str, **meaning: Any) -> None:
        """Ends in a state that says what came of it; all but one that needs a person lose their words."""
        self.state = state
        self.meaning = {key: value for key, value in meaning.items() if value is not None}
        if state != NEEDS_PERSON:
            self.body = None
