"""An account: one person's role in one organisation, or in one network of it."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ColumnElement, ForeignKey, Index, String, and_, text
from sqlalchemy.orm import Mapped, mapped_column

from services.web.base import Base, Owned
from shared.columns import Instant
from shared.tokens import RANKS

OWNER = "owner"

_WHOLE = text("network_id IS NULL")


class Account(Owned, Base):
    """Who may sign in; the same e-mail address may have an account in several organisations and networks.

    `network_id`: the only network it concerns, null for all; `invited_at`: when the link was sent by which she shows
    that the address is hers, null once she has; `removed_at`: since when it is over. Who is gone is still named beside
    what she did.
    """

    __tablename__ = "accounts"
    __table_args__ = (
        Index("uq_accounts_whole", "organisation", "email", unique=True, sqlite_where=_WHOLE, postgresql_where=_WHOLE),
        Index("uq_accounts_network", "organisation", "email", "network_id", unique=True),
        Index("ix_accounts_email", "email"),
        CheckConstraint("role IN ('reader', 'host', 'organiser', 'owner')", name="role"),
    )

    id: Mapped[str] = mapped_column(String(40), primary_key=True)
    organisation: Mapped[str] = mapped_column(String(63), ForeignKey("organisations.organisation"))
    email: Mapped[str] = mapped_column(String(254))
    name: Mapped[str] = mapped_column(String(100))
    role: Mapped[str] = mapped_column(String(20))
    network_id: Mapped[str | None] = mapped_column(String(40))
    language: Mapped[str | None] = mapped_column(String(35))
    invited_at: Mapped[datetime | None] = mapped_column(Instant)
    removed_at: Mapped[datetime | None] = mapped_column(Instant)

    def may(self, role: str) -> bool:
        """Whether the account's rank is this role or above it."""
        return RANKS.index(self.role) >= RANKS.index(role)

    @property
    def by(self) -> str:
        """As it is recorded beside each change: `organiser:usr_1`."""
        return f"{self.role}:{self.id}"

    @property
    def is_whole_owner(self) -> bool:
        """Whether it is an owner's of the whole organisation, who is there."""
        return self.role == OWNER and self.network_id is None and self.invited_at is None and self.removed_at is None


def is_there() -> ColumnElement[bool]:
    """SQL: it was not removed."""
    return Account.removed_at.is_(None)


def is_whole_owner() -> ColumnElement[bool]:
    """SQL: as the property of the same name."""
    whole = Account.network_id.is_(None)
    return and_(Account.role == OWNER, whole, Account.invited_at.is_(None), is_there())


def comparable(email: str) -> str:
    """The form in which addresses are kept: people do not type the same capitals twice."""
    return email.strip().lower()
