"""Records that a person came, or that somebody nobody expected did."""

from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any

from sqlalchemy import bindparam, select

from services.registrations.attendance import ATTENDANCE
from services.registrations.base import AnyRow
from services.registrations.participant import PARTICIPANTS
from services.registrations.people import find
from services.registrations.reach import Reach
from services.registrations.registration import REGISTRATIONS
from services.registrations.roll import Entry, check_open, roll_of, tell
from shared.database import Transaction
from shared.problems import Conflict, Invalid, NotFound
from shared.revision import next_revision
from shared.sql import Insert, insert_of

_P, _R, _A = PARTICIPANTS.c, REGISTRATIONS.c, ATTENDANCE.c
_HER_SEAT = (_R.participant_id == _P.id) & (_R.event_id == bindparam("of_event"))
_HER_ENTRY = (_A.participant_id == _P.id) & (_A.event_id == bindparam("of_event")) & ~_A.withdrawn
_PERSON = (
    select(_P.id, _R.id.label("registration_id"), _A.id.label("entry_id"))
    .outerjoin_from(PARTICIPANTS, REGISTRATIONS, _HER_SEAT)
    .outerjoin(ATTENDANCE, _HER_ENTRY)
    .where(_P.id == bindparam("of_person"), _P.organisation == bindparam("of_organisation"), _P.erased_at.is_(None))
    .with_for_update(of=PARTICIPANTS)
)
_AHEAD = timedelta(minutes=5)  # how far the clock of a device at the door may run ahead of ours


def record_attendance(
    tx: Transaction,
    event_id: str,
    *,
    reach: Reach,
    participant_id: str | None,
    walk_in_name: str | None,
    status: str,
    recorded_at: datetime | None,
    device: str | None,
    opens_before: timedelta,
) -> str:
    """The id of the entry; a second one for the same person is the first if it says the same, else a Conflict."""
    roll = roll_of(tx, event_id, reach.organisation)
    if not reach.covers(roll.network_id):
        raise NotFound
    at = recorded_at or tx.now
    if at > tx.now + _AHEAD:
        raise Invalid("It lies in the future.", errors={"recorded_at": ["Later than now."]})
    person = _person(tx, participant_id, roll) if participant_id else None
    if participant_id and person is not None and person.registration_id is None:
        find(tx, participant_id, reach)
    if person is None or person.entry_id is None:
        check_open(tx, roll, opens_before)
        number, seat = next_revision(0, tx.now), person.registration_id if person else None
        whose = (tx.new_id("att"), roll.organisation, event_id, participant_id, seat)
        entry = Entry(*whose, status, at, tx.by, number)
        if _insert(tx, entry, walk_in_name, device):
            tell(tx, entry, network_id=roll.network_id, change="recorded")
            return entry.id
    # a twin may have come in between the look and the lock
    found = _entry_of(tx, event_id, participant_id or "")
    if found is None or found.status != status:
        raise Conflict("Her attendance is recorded otherwise already; correct that entry.")
    return str(found.id)


def _person(tx: Transaction, participant_id: str, roll: AnyRow) -> AnyRow:
    """She, with her registration and her entry if she has them; locked, so that her consents stand still and she is
    not erased."""
    asked = {"of_person": participant_id, "of_organisation": roll.organisation, "of_event": roll.id}
    row = tx.connection().execute(_PERSON, asked).first()
    if row is None:
        raise NotFound
    return row


def _entry_of(tx: Transaction, event_id: str, participant_id: str) -> AnyRow | None:
    a = ATTENDANCE.c
    live = (a.event_id == event_id, a.participant_id == participant_id, ~a.withdrawn)
    return tx.execute(select(a.id, a.status).where(*live)).first()


def _insert(tx: Transaction, entry: Entry, walk_in_name: str | None, device: str | None) -> bool:
    row = vars(entry) | {"walk_in_name": walk_in_name, "device": device, "withdrawn": False}
    return tx.connection().execute(_unless_there(insert_of(tx)), row).first() is not None


@lru_cache
def _unless_there(insert: Insert) -> Any:
    return insert(ATTENDANCE).on_conflict_do_nothing().returning(ATTENDANCE.c.id)
