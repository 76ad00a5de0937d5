"""Records that a person came, or that somebody nobody expected did."""

from datetime import datetime, timedelta

from sqlalchemy import select

from services.registrations.attendance import ATTENDANCE
from services.registrations.base import AnyRow
from services.registrations.issuing import known_event
from services.registrations.participant import PARTICIPANTS
from services.registrations.registration import REGISTRATIONS
from services.registrations.roll import Entry, check_open, tell
from shared.database import Transaction
from shared.problems import Conflict, Invalid, NotFound
from shared.revision import next_revision
from shared.sql import insert

_AHEAD = timedelta(minutes=5)  # how far the clock of a device at the door may run ahead of ours


def record_attendance(
    tx: Transaction,
    event_id: str,
    *,
    organisation: str,
    participant_id: str | None,
    walk_in_name: str | None,
    status: str,
    recorded_at: datetime | None,
    device: str | None,
    opens_before: timedelta,
) -> str:
    """The id of the entry; a second one for the same person is the first if it says the same, else a Conflict."""
    event = known_event(tx, event_id, organisation)
    at = recorded_at or tx.now
    if at > tx.now + _AHEAD:
        raise Invalid("It lies in the future.", errors={"recorded_at": ["Later than now."]})
    person = _person(tx, participant_id, event) if participant_id else None
    there = _entry_of(tx, event_id, participant_id) if participant_id else None
    if there is None:
        check_open(tx, event, opens_before)
        registration_id = person.registration_id if person else None
        entry = Entry(
            tx.new_id("att"),
            organisation,
            event_id,
            participant_id,
            registration_id,
            status,
            at,
            tx.by,
            next_revision(0, tx.now),
        )
        if _insert(tx, entry, walk_in_name, device):
            tell(tx, entry, network_id=event.network_id, change="recorded")
            return entry.id
        there = _entry_of(tx, event_id, participant_id or "")
    if there is None or there.status != status:
        raise Conflict("Her attendance is recorded otherwise already; correct that entry.")
    return str(there.id)


def _person(tx: Transaction, participant_id: str, event: AnyRow) -> AnyRow:
    """She, with her registration if she has one; locked, so that her consents stand still and she is not erased."""
    p, r = PARTICIPANTS.c, REGISTRATIONS.c
    hers = (r.participant_id == p.id) & (r.event_id == event.id)
    query = select(p.id, r.id.label("registration_id")).outerjoin_from(PARTICIPANTS, REGISTRATIONS, hers)
    query = query.where(p.id == participant_id, p.organisation == event.organisation, p.erased_at.is_(None))
    row = tx.execute(query.with_for_update(of=PARTICIPANTS)).first()
    if row is None:
        raise NotFound
    return row


def _entry_of(tx: Transaction, event_id: str, participant_id: str) -> AnyRow | None:
    a = ATTENDANCE.c
    live = (a.event_id == event_id, a.participant_id == participant_id, ~a.withdrawn)
    return tx.execute(select(a.id, a.status).where(*live)).first()


def _insert(tx: Transaction, entry: Entry, walk_in_name: str | None, device: str | None) -> bool:
    row = vars(entry) | {"walk_in_name": walk_in_name, "device": device, "withdrawn": False}
    statement = insert(tx, ATTENDANCE).values(row).on_conflict_do_nothing()
    return tx.execute(statement.returning(ATTENDANCE.c.id)).first() is not None
