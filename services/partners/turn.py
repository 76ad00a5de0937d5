"""Lets one transaction at a time change what partners are told."""

from sqlalchemy import String, select
from sqlalchemy.orm import Mapped, mapped_column

from services.partners.base import Base, Owned
from shared.database import Transaction

LOG = "log"


class Turn(Owned, Base):
    """One row that stands for the right to write; its organisation is `*`."""

    __tablename__ = "turns"

    name: Mapped[str] = mapped_column(String(20), primary_key=True)


def take_turn(tx: Transaction) -> None:
    """Waits until no other transaction holds the turn, and holds it until this one ends. Taken before other rows."""
    # A batch of the dispatcher tells several partners in any order: two such batches would lock counters crosswise.
    tx.scalars(select(Turn.name).where(Turn.name == LOG).with_for_update()).one()
