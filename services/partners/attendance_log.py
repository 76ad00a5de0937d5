"""What each partner was told, in an order without gaps that a reader can go on from."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import CheckConstraint, Index, String, Text, insert, update
from sqlalchemy.orm import Mapped, mapped_column

from services.partners.base import Base, Owned, table_of
from shared.columns import BigId, Instant
from shared.database import Transaction


class LogEntry(Owned, Base):
    """One message to one partner; every way to that partner carries `body` and, beside it, the position."""

    __tablename__ = "attendance_log"
    __table_args__ = (Index("ix_attendance_log_subject", "partner_id", "subject"),)

    partner_id: Mapped[str] = mapped_column(String(40), primary_key=True)
    position: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=False)
    message_id: Mapped[str] = mapped_column(String(40), unique=True)
    type: Mapped[str] = mapped_column(String(40))
    subject: Mapped[str] = mapped_column(String(40))
    body: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime] = mapped_column(Instant)


class LogEnd(Owned, Base):
    """The last position given in a partner's log."""

    __tablename__ = "positions"
    __table_args__ = (CheckConstraint("last >= 0", name="last"),)

    partner_id: Mapped[str] = mapped_column(String(40), primary_key=True)
    last: Mapped[int] = mapped_column(BigId, default=0)


@dataclass(frozen=True)
class Entry:
    """A message that is ready to be told."""

    message_id: str
    type: str
    subject: str
    body: str


def append(tx: Transaction, organisation: str, partner_id: str, entry: Entry) -> int:
    """Adds one entry at the end of a partner's log and says at which position."""
    return append_all(tx, organisation, partner_id, [entry])


def append_all(tx: Transaction, organisation: str, partner_id: str, entries: Sequence[Entry]) -> int:
    """Adds entries at the end of a partner's log, in this order, and says at which position the first is."""
    first = take_position(tx, organisation, partner_id, len(entries))
    rows = [
        {
            "organisation": organisation,
            "partner_id": partner_id,
            "position": first + place,
            "message_id": entry.message_id,
            "type": entry.type,
            "subject": entry.subject,
            "body": entry.body,
            "at": tx.now,
        }
        for place, entry in enumerate(entries)
    ]
    tx.connection().execute(insert(table_of(LogEntry)), rows)
    return first


def take_position(tx: Transaction, organisation: str, partner_id: str, many: int = 1) -> int:
    """The next position of a partner's log, or the first of many; who asks after waits until this transaction ends."""
    # A sequence would give a number at once: a later number could commit first, and a reader would pass the earlier.
    counter = (
        update(LogEnd)
        .where(LogEnd.partner_id == partner_id, LogEnd.organisation == organisation)
        .values(last=LogEnd.last + many)
        .returning(LogEnd.last)
        .execution_options(synchronize_session=False)
    )
    return tx.scalars(counter).one() - many + 1
