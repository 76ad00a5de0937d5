"""A network as `events` last stated it, as far as partners may know it."""

from sqlalchemy import String, select
from sqlalchemy.orm import Mapped, mapped_column

from services.partners.base import Base, Owned
from shared.columns import BigId
from shared.database import Transaction


class KnownNetwork(Owned, Base):
    """Its slug is what partners are told; its name may say more about the people in it."""

    __tablename__ = "known_networks"

    id: Mapped[str] = mapped_column(String(40), primary_key=True)
    revision: Mapped[int] = mapped_column(BigId)
    slug: Mapped[str] = mapped_column(String(63))


def find_network(tx: Transaction, organisation: str, network_id: str) -> KnownNetwork | None:
    """The organisation's network as it is now, also if this transaction has just followed it."""
    query = select(KnownNetwork).where(KnownNetwork.id == network_id, KnownNetwork.organisation == organisation)
    return tx.scalar(query.execution_options(populate_existing=True))
