"""A partner's token: the bearer token itself is signed and shown once; this row is what revokes it."""

from datetime import datetime

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column

from services.partners.base import Base, Owned
from shared.columns import Instant
from shared.database import Transaction

PREFIX = "ptk"


class PartnerToken(Owned, Base):
    """The token names this row as its subject; neither the token nor anything to make it from is kept."""

    __tablename__ = "partner_tokens"
    __table_args__ = (Index("ix_partner_tokens_partner_id", "partner_id", "id"),)

    id: Mapped[str] = mapped_column(String(40), primary_key=True)
    partner_id: Mapped[str] = mapped_column(String(40))
    issued_at: Mapped[datetime] = mapped_column(Instant)
    expires_at: Mapped[datetime] = mapped_column(Instant)
    by: Mapped[str] = mapped_column(String(120))
    revoked_at: Mapped[datetime | None] = mapped_column(Instant)
    revoked_by: Mapped[str | None] = mapped_column(String(120))

    def revoke(self, tx: Transaction) -> None:
        """Refuses it from now on; a repeat changes nothing."""
        if self.revoked_at is None:
            self.revoked_at, self.revoked_by = tx.now, tx.by
