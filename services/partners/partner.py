"""A partner: an outside system of another organisation that may be told of attendance."""

from datetime import datetime

from sqlalchemy import Index, Select, String, select
from sqlalchemy.orm import Mapped, mapped_column

from services.partners.base import Base, Owned
from shared.columns import BigId, Instant
from shared.database import Transaction
from shared.problems import NotFound


class Partner(Owned, Base):
    """A removed partner stays as a name and two dates; all it was told under goes with it."""

    __tablename__ = "partners"
    __table_args__ = (Index("ix_partners_organisation_id", "organisation", "id"),)

    id: Mapped[str] = mapped_column(String(40), primary_key=True)
    name: Mapped[str] = mapped_column(String(100))
    revision: Mapped[int] = mapped_column(BigId)
    created_at: Mapped[datetime] = mapped_column(Instant)
    created_by: Mapped[str] = mapped_column(String(120))
    removed_at: Mapped[datetime | None] = mapped_column(Instant)
    removed_by: Mapped[str | None] = mapped_column(String(120))


def is_partner(tx: Transaction, organisation: str, partner_id: str) -> bool:
    """Whether the organisation has this partner and did not remove it."""
    return tx.scalar(_present(organisation, partner_id)) is not None


def find_partner(tx: Transaction, organisation: str, partner_id: str) -> Partner:
    """The partner, unless it was removed or is another organisation's: then NotFound."""
    found = tx.scalar(_present(organisation, partner_id))
    if found is None:
        raise NotFound
    return found


def _present(organisation: str, partner_id: str) -> Select[Partner]:
    return select(Partner).where(
        Partner.id == partner_id, Partner.organisation == organisation, Partner.removed_at.is_(None)
    )
