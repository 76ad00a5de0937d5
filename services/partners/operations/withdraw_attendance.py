"""Takes back what a partner was told of an attendance."""

from sqlalchemy import select

from services.partners import partner_messages
from services.partners.attendance_log import LogEntry, append
from services.partners.mint import Mint
from services.partners.told_attendance import Kind, ToldAttendance
from shared.database import Transaction


def withdraw_attendance(
    tx: Transaction, told: ToldAttendance, *, mint: Mint, heard: int = 0, reference: str | None = None
) -> None:
    """Tells the partner that this attendance, as it last heard it, no longer holds; a repeat tells nothing."""
    if not told.live:
        return
    last = select(LogEntry.body).where(
        LogEntry.partner_id == told.partner_id,
        LogEntry.position == told.position,
        LogEntry.organisation == told.organisation,
    )
    data = partner_messages.data_of(tx.scalars(last).one())
    data |= {"revision": told.raise_revision(heard), "reference": reference}
    entry = partner_messages.entry(Kind.WITHDRAWN, data, message_id=mint("msg"), at=tx.now)
    told.live = False
    told.position = append(tx, told.organisation, told.partner_id, entry)
