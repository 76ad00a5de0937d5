"""The name that one partner has for one person; no other partner has the same."""

from collections.abc import Collection

from sqlalchemy import Index, String, insert, select
from sqlalchemy.orm import Mapped, mapped_column

from services.partners.base import Base, Owned, table_of
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
    return pseudonyms_for(tx, organisation, {(partner_id, participant_id)}, mint=mint)[partner_id, participant_id]


def pseudonyms_for(
    tx: Transaction, organisation: str, whose: Collection[tuple[str, str]], *, mint: Mint
) -> dict[tuple[str, str], str]:
    """The names for (partner, participant), made at the first need."""
    partners, people = {partner for partner, _ in whose}, {participant for _, participant in whose}
    query = select(Pseudonym.partner_id, Pseudonym.participant_id, Pseudonym.pseudonym)
    query = query.where(Pseudonym.participant_id.in_(people), Pseudonym.partner_id.in_(partners))
    known = {(row.partner_id, row.participant_id): row.pseudonym for row in tx.execute(query)}
    made = {pair: mint("psn") for pair in sorted(set(whose) - known.keys())}
    rows = [
        {"organisation": organisation, "partner_id": partner, "participant_id": participant, "pseudonym": name}
        for (partner, participant), name in made.items()
    ]
    if rows:
        tx.connection().execute(insert(table_of(Pseudonym)), rows)
    return known | made
