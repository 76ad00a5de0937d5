"""Whether a partner has a user and a queue of its own at the broker, and who is making or removing them just now."""

from datetime import datetime, timedelta

from sqlalchemy import String, select
from sqlalchemy.orm import Mapped, mapped_column

from services.partners.base import Base, DueRow, Owned
from shared.columns import Instant
from shared.database import Transaction

LEASE = timedelta(minutes=2)  # longer than all calls to the management API take, each up to its time-out


class AmqpAccess(DueRow, Owned, Base):
    """Written before the broker is asked for anything, and deleted after it has nothing left.

    A row that is not wanted is due for removal. `made_at` is when the password was last made; the password is not kept.
    """

    __tablename__ = "amqp_accesses"

    partner_id: Mapped[str] = mapped_column(String(40), primary_key=True)
    wanted: Mapped[bool]
    made_at: Mapped[datetime | None] = mapped_column(Instant)
    made_by: Mapped[str | None] = mapped_column(String(120))

    def is_held(self, now: datetime) -> bool:
        """Whether somebody is making or removing it now, and did not die over it."""
        return self.lease is not None and self.due_at is not None and self.due_at > now

    def hold(self, tx: Transaction) -> str:
        """Nobody else touches it until the lease that is returned is given back or over."""
        self.lease, self.due_at = tx.new_id("lease"), tx.now + LEASE
        return self.lease


def find_access(tx: Transaction, organisation: str, partner_id: str) -> AmqpAccess | None:
    """The row of this partner, if it has one; locked until the transaction ends."""
    query = select(AmqpAccess).where(AmqpAccess.partner_id == partner_id, AmqpAccess.organisation == organisation)
    return tx.scalar(query.with_for_update())
