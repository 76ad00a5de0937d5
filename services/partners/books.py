"""What `partners` recounts for the audit."""

from collections.abc import Iterable

from sqlalchemy import func, select

from services.partners.attendance_log import LogEnd, LogEntry
from services.partners.partner_messages import ATTENDANCE_WITHDRAWN
from services.partners.told_attendance import ToldAttendance
from shared.audit import Book
from shared.database import Transaction


def books(tx: Transaction) -> Iterable[Book]:
    """Every position given is an entry that can be read, and each log last says what its partner is held to know."""
    given = tx.scalar(select(func.coalesce(func.sum(LogEnd.last), 0))) or 0
    logged = tx.scalar(select(func.count()).select_from(LogEntry)) or 0
    yield Book("partner log", int(given), {"entries": logged})
    live = tx.scalar(select(func.count()).select_from(ToldAttendance).where(ToldAttendance.live)) or 0
    standing = (
        select(func.count())
        .select_from(ToldAttendance)
        .join(
            LogEntry,
            (LogEntry.partner_id == ToldAttendance.partner_id) & (LogEntry.position == ToldAttendance.position),
        )
        .where(LogEntry.type != ATTENDANCE_WITHDRAWN.type)
    )
    yield Book("attendance told to partners", live, {"standing": tx.scalar(standing) or 0})
