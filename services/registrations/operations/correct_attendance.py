"""Corrects or withdraws what the roll says, with a reason; also after it was closed."""

from dataclasses import replace
from datetime import datetime

from sqlalchemy import select, update

from services.registrations.attendance import ATTENDANCE
from services.registrations.roll import Entry, roll_of, tell
from shared.database import Transaction
from shared.problems import NotFound
from shared.revision import next_revision


def correct_attendance(
    tx: Transaction,
    attendance_id: str,
    *,
    event_id: str,
    organisation: str,
    status: str,
    reason: str,
    recorded_at: datetime | None = None,
) -> None:
    """Says something else of a person; saying the same changes nothing."""
    known = _lock(tx, attendance_id, event_id, organisation)
    entry = replace(known, status=status, recorded_at=recorded_at or known.recorded_at)
    if entry != known:
        _change(tx, entry, change="corrected", reason=reason)


def withdraw_attendance(tx: Transaction, attendance_id: str, *, event_id: str, organisation: str, reason: str) -> None:
    """Takes an entry back as if it had not been made; who was told of it is told of this."""
    _change(tx, _lock(tx, attendance_id, event_id, organisation), change="withdrawn", reason=reason)


def _lock(tx: Transaction, attendance_id: str, event_id: str, organisation: str) -> Entry:
    a = ATTENDANCE.c
    columns = (a.id, a.organisation, a.event_id, a.participant_id, a.registration_id, a.status, a.recorded_at)
    one = (a.id == attendance_id, a.event_id == event_id, a.organisation == organisation, ~a.withdrawn)
    row = tx.execute(select(*columns, a.by, a.revision).where(*one).with_for_update()).first()
    if row is None:
        raise NotFound
    return Entry(**row._mapping)


def _change(tx: Transaction, entry: Entry, *, change: str, reason: str) -> None:
    entry = replace(entry, by=tx.by, revision=next_revision(entry.revision, tx.now))
    values = {
        "status": entry.status,
        "recorded_at": entry.recorded_at,
        "by": entry.by,
        "revision": entry.revision,
        "withdrawn": change == "withdrawn",
    }
    tx.execute(update(ATTENDANCE).where(ATTENDANCE.c.id == entry.id).values(values))
    network_id = roll_of(tx, entry.event_id, entry.organisation).network_id
    tell(tx, entry, network_id=network_id, change=change, reason=reason)
