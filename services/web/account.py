"""An account: one person's role in one organisation."""

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from services.web.base import Base, Owned
from shared.tokens import RANKS


class Account(Owned, Base):
    """Who may sign in; the same e-mail address may have an account in several organisations."""

    __tablename__ = "accounts"
    __table_args__ = (
        Index("uq_accounts_organisation_email", "organisation", "email", unique=True),
        Index("ix_accounts_email", "email"),
        CheckConstraint("role IN ('reader', 'host', 'organiser', 'owner')", name="role"),
    )

    id: Mapped[str] = mapped_column(String(40), primary_key=True)
    organisation: Mapped[str] = mapped_column(String(63), ForeignKey("organisations.organisation"))
    email: Mapped[str] = mapped_column(String(254))
    name: Mapped[str] = mapped_column(String(100))
    role: Mapped[str] = mapped_column(String(20))

    def may(self, role: str) -> bool:
        """Whether the account's rank is this role or above it."""
        return RANKS.index(self.role) >= RANKS.index(role)


def comparable(email: str) -> str:
    """The form in which addresses are kept: people do not type the same capitals twice."""
    return email.strip().lower()
