"""A grant: a partner may be told of attendance in one network, from one day until it is ended."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import Index, String, select, text
from sqlalchemy.orm import Mapped, mapped_column

from services.partners.base import Base, Owned
from services.partners.partner import Partner
from shared.columns import Instant
from shared.database import Transaction

ATTENDANCE = "attendance"
PURPOSES = (ATTENDANCE,)

_LIVE = text("ended_at IS NULL")


class Grant(Owned, Base):
    """It stays when it has ended, with who gave and who ended it."""

    __tablename__ = "grants"
    __table_args__ = (
        Index(
            "uq_grants_live",
            "partner_id",
            "network_id",
            "purpose",
            unique=True,
            sqlite_where=_LIVE,
            postgresql_where=_LIVE,
        ),
        Index("ix_grants_partner_id", "partner_id", "id"),
    )

    id: Mapped[str] = mapped_column(String(40), primary_key=True)
    partner_id: Mapped[str] = mapped_column(String(40))
    network_id: Mapped[str] = mapped_column(String(40))
    purpose: Mapped[str] = mapped_column(String(20))
    since: Mapped[datetime] = mapped_column(Instant)
    by: Mapped[str] = mapped_column(String(120))
    ended_at: Mapped[datetime | None] = mapped_column(Instant)
    ended_by: Mapped[str | None] = mapped_column(String(120))

    def end(self, tx: Transaction) -> None:
        """Ends it now; a repeat changes nothing."""
        if self.ended_at is None:
            self.ended_at, self.ended_by = tx.now, tx.by


def granted_partners(tx: Transaction, organisation: str, network_id: str, among: Iterable[str]) -> set[str]:
    """Which of these partners exist in the organisation and may be told of attendance in this network."""
    return {partner for partner, network in grants_among(tx, organisation, among) if network == network_id}


def grants_among(tx: Transaction, organisation: str, partner_ids: Iterable[str]) -> set[tuple[str, str]]:
    """Of which networks those of these partners that exist in the organisation may be told: (partner, network)."""
    asked = list(partner_ids)
    if not asked:
        return set()
    query = (
        select(Grant.partner_id, Grant.network_id)
        .join(Partner, Partner.id == Grant.partner_id)
        .where(
            Grant.organisation == organisation,
            Grant.purpose == ATTENDANCE,
            Grant.ended_at.is_(None),
            Grant.partner_id.in_(asked),
            Partner.organisation == organisation,
            Partner.removed_at.is_(None),
        )
    )
    return {(row.partner_id, row.network_id) for row in tx.execute(query)}
