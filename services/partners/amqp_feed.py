"""How far a partner's queue has been told its log."""

from functools import cache

from sqlalchemy import ColumnElement, String, exists, update
from sqlalchemy.orm import Mapped, mapped_column

from services.partners.attendance_log import LogEntry
from services.partners.base import Base, DueRow, Owned, table_of
from shared.columns import BigId
from shared.database import Transaction
from shared.sql import insert_ignore


class AmqpFeed(DueRow, Owned, Base):
    """All entries of the log up to `position` are in the queue for certain, or were before they were read or fell out.

    Always due; worked when the log goes on beyond the position.
    """

    __tablename__ = "amqp_feeds"

    partner_id: Mapped[str] = mapped_column(String(40), primary_key=True)
    position: Mapped[int] = mapped_column(BigId)


def start_feed(tx: Transaction, organisation: str, partner_id: str) -> None:
    """Tells the log from its beginning; a feed that there is goes on where it was, at once."""
    row = {"partner_id": partner_id, "organisation": organisation, "position": 0, "due_at": tx.now}
    insert_ignore(tx, table_of(AmqpFeed), [row])
    mine = (AmqpFeed.partner_id == partner_id, AmqpFeed.organisation == organisation, AmqpFeed.lease.is_(None))
    tx.execute(update(AmqpFeed).where(*mine).values(due_at=tx.now, attempts=0))


@cache
def is_behind() -> ColumnElement[bool]:
    """Of feeds whose log goes on beyond their position."""
    return exists().where(
        LogEntry.partner_id == AmqpFeed.partner_id,
        LogEntry.organisation == AmqpFeed.organisation,
        LogEntry.position > AmqpFeed.position,
    )
