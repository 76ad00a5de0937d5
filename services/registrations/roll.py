"""The roll of an event: whether it is open, and how a change of it is written down and told."""

from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import bindparam, insert, select

from services.registrations.attendance import ATTENDANCE_CHANGES, ROLLS
from services.registrations.base import AnyRow
from services.registrations.consent import CONSENTS, partners_agreed
from services.registrations.known_event import CANCELLED, KNOWN_EVENTS
from services.registrations.participant import PARTICIPANTS
from shared.contracts.registrations import ATTENDANCE_CHANGED
from shared.database import Transaction
from shared.outbox import Saying, put_all
from shared.problems import Conflict, NotFound

_E = KNOWN_EVENTS.c
_ROLL = (
    select(_E.id, _E.organisation, _E.network_id, _E.starts_at, _E.status, ROLLS.c.closed_at)
    .outerjoin_from(KNOWN_EVENTS, ROLLS, ROLLS.c.event_id == _E.id)
    .where(_E.id == bindparam("of_event"), _E.organisation == bindparam("of_organisation"))
)
_CHANGE = insert(ATTENDANCE_CHANGES)
_CONSENTS = (
    select(CONSENTS)
    .join(PARTICIPANTS, PARTICIPANTS.c.id == CONSENTS.c.participant_id)
    .where(CONSENTS.c.participant_id.in_(bindparam("of_people", expanding=True)), ~PARTICIPANTS.c.protected)
)


@dataclass(frozen=True)
class Entry:
    """One line of the roll as it is now."""

    id: str
    organisation: str
    event_id: str
    participant_id: str | None
    registration_id: str | None
    status: str
    recorded_at: datetime
    by: str
    revision: int


def roll_of(tx: Transaction, event_id: str, organisation: str) -> AnyRow:
    """Of the event what its roll depends on, and when that was closed; 404 if the event is not known."""
    row = tx.connection().execute(_ROLL, {"of_event": event_id, "of_organisation": organisation}).first()
    if row is None:
        raise NotFound
    return row


def check_open(tx: Transaction, roll: AnyRow, opens_before: timedelta) -> None:
    """A Conflict unless check-in has opened and nobody has closed the roll."""
    if roll.status == CANCELLED:
        raise Conflict("The event is cancelled.")
    if tx.now < roll.starts_at - opens_before:
        raise Conflict("Check-in has not opened yet.")
    if roll.closed_at is not None:
        raise Conflict("The roll is closed; what it says can still be corrected, with a reason.")


def tell(tx: Transaction, entry: Entry, *, network_id: str, change: str, reason: str | None = None) -> None:
    """Writes a change of the roll down and tells it, naming the partners she agreed to at this moment."""
    written = {
        "attendance_id": entry.id,
        "revision": entry.revision,
        "organisation": entry.organisation,
        "change": change,
        "status": entry.status,
        "recorded_at": entry.recorded_at,
        "at": tx.now,
        "by": tx.by,
        "reason": reason,
    }
    tx.connection().execute(_CHANGE, written)
    partners = _partners(tx, entry.participant_id, network_id)
    more = {"network_id": network_id, "change": change, "reason": reason, "partners": partners}
    put_all(tx, ATTENDANCE_CHANGED, [Saying(entry.organisation, entry.id, entry.revision, asdict(entry) | more)])


def _partners(tx: Transaction, participant_id: str | None, network_id: str) -> list[dict[str, Any]]:
    return partners_agreed(consents_of(tx, [participant_id]), network_id) if participant_id else []


def consents_of(tx: Transaction, participant_ids: Collection[str]) -> Sequence[AnyRow]:
    """What these people agreed to; of a protected person no partner is told, whatever she agreed to."""
    return tx.connection().execute(_CONSENTS, {"of_people": list(participant_ids)}).all()
