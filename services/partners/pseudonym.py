"""The name that one partner has for one person; no other partner has the same."""

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column

from services.partners.base import Base, Owned
from services.partners.mint import Mint
from shared.database import Transaction


class Pseudonym(Owned, Base):
    """The only place where a partner's name for a person meets the person; deleting the row parts them for good."""

    __tablename__ = "pseudonyms"
    __table_args__ = (Index("ix_pseudonyms_participant_id", "participant_id"),)

    partner_id: Mapped[str] = mapped_column(String(40), primary_key=True)
    participant_id: Mapped[str] = mapped_column(String(40), primary_key=True)
    pseudonym: Mapped[str] = mapped_column(String(40), unique=True)


def pseudonym_for(tx: Transaction, organisation: str, *, partner_id: str, participant_id: str, mint: Mint) -> str:
    """The partner's name for this person, made at the first need."""
    known = tx.get(Pseudonym, (partner_id, participant_id))
    if known is None:
        known = Pseudonym(
            organisation=organisation, partner_id=partner_id, participant_id=participant_id, pseudonym=mint("psn")
        )
        tx.add(known)
    return known.pseudonym
