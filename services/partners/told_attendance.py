"""What one partner was last told of one attendance, and what it must be told next."""

from enum import StrEnum

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column

from services.partners.base import Base, Owned
from shared.columns import BigId


class Kind(StrEnum):
    """What a partner can be told of an attendance."""

    RECORDED = "recorded"
    CORRECTED = "corrected"
    WITHDRAWN = "withdrawn"


class ToldAttendance(Owned, Base):
    """`id` is the attendance's name for this partner alone; `position` is where its log last speaks of it.

    `revision` only rises, as the partner sees it; `consent_revision` is the consent under which it was told.
    """

    __tablename__ = "told_attendances"
    __table_args__ = (
        Index("ix_told_attendances_attendance_id", "attendance_id"),
        Index("ix_told_attendances_participant_id", "participant_id", "partner_id"),
    )

    partner_id: Mapped[str] = mapped_column(String(40), primary_key=True)
    attendance_id: Mapped[str] = mapped_column(String(40), primary_key=True)
    id: Mapped[str] = mapped_column(String(40), unique=True)
    participant_id: Mapped[str] = mapped_column(String(40))
    network_id: Mapped[str] = mapped_column(String(40))
    revision: Mapped[int] = mapped_column(BigId)
    consent_revision: Mapped[int] = mapped_column(BigId)
    live: Mapped[bool]
    position: Mapped[int] = mapped_column(BigId)

    def raise_revision(self, heard: int = 0) -> int:
        """The revision to tell next: the one heard, unless a withdrawal of ours was already later."""
        self.revision = max(self.revision + 1, heard)
        return self.revision


def what_to_tell(*, live: bool, agreed: bool, granted: bool, withdrawn: bool) -> Kind | None:
    """What a partner must be told. Taking back needs no grant: it says nothing new of the person."""
    if withdrawn or not agreed:
        return Kind.WITHDRAWN if live else None
    if not granted:
        return None
    return Kind.CORRECTED if live else Kind.RECORDED
