"""The tombstone of an erased person: no message that comes late revives her."""

from datetime import datetime

from sqlalchemy import String, exists, select
from sqlalchemy.orm import Mapped, mapped_column

from services.partners.base import Base, Owned
from shared.columns import Instant
from shared.database import Transaction


class ErasedParticipant(Owned, Base):
    """An id that means nothing to anybody any more."""

    __tablename__ = "erased_participants"

    participant_id: Mapped[str] = mapped_column(String(40), primary_key=True)
    erased_at: Mapped[datetime] = mapped_column(Instant)


def is_erased(tx: Transaction, organisation: str, participant_id: str) -> bool:
    """Whether this person was erased."""
    found = exists().where(
        ErasedParticipant.participant_id == participant_id, ErasedParticipant.organisation == organisation
    )
    return bool(tx.scalar(select(found)))
