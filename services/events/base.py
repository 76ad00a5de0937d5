"""What all tables of this service share: whose a row is, its revision, and who changed it when."""

from datetime import datetime

from sqlalchemy import MetaData, String
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from shared.columns import BigId, Instant
from shared.database import Transaction
from shared.machinery import NAMING
from shared.revision import next_revision


class Base(DeclarativeBase):
    """The tables of `events`, apart from the machinery's."""

    metadata = MetaData(naming_convention=NAMING)


class Revised:
    """A thing that belongs to an organisation and is changed by people: every change raises its revision."""

    organisation: Mapped[str] = mapped_column(String(63))
    revision: Mapped[int] = mapped_column(BigId, default=0)
    created_at: Mapped[datetime] = mapped_column(Instant)
    created_by: Mapped[str] = mapped_column(String(120))
    changed_at: Mapped[datetime] = mapped_column(Instant)
    changed_by: Mapped[str] = mapped_column(String(120))

    def touch(self, tx: Transaction) -> None:
        """Records that it is being changed, now and by whom; the first time also that it was made."""
        if not self.revision:
            self.created_at, self.created_by = tx.now, tx.by
        self.revision = next_revision(self.revision or 0, tx.now)
        self.changed_at, self.changed_by = tx.now, tx.by
