"""The roll of an event: whether it is open, and how a change of it is written down and told."""

from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import insert, select

from services.registrations.attendance import ATTENDANCE_CHANGES, ROLLS
from services.registrations.base import AnyRow
from services.registrations.consent import CONSENTS, partners_agreed
from services.registrations.known_event import CANCELLED
from services.registrations.participant import PARTICIPANTS
from shared.contracts.registrations import ATTENDANCE_CHANGED
from shared.database import Transaction
from shared.outbox import Saying, put_all
from shared.problems import Conflict


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


def check_open(tx: Transaction, event: AnyRow, opens_before: timedelta) -> None:
    """A Conflict unless check-in has opened and nobody has closed the roll."""
    if event.status == CANCELLED:
        raise Conflict("The event is cancelled.")
    if tx.now < event.starts_at - opens_before:
        raise Conflict("Check-in has not opened yet.")
    if tx.scalar(select(ROLLS.c.event_id).where(ROLLS.c.event_id == event.id)) is not None:
        raise Conflict("The roll is closed; what it says can still be corrected, with a reason.")


def tell(tx: Transaction, entry: Entry, *, network_id: str, change: str, reason: str | None = None) -> None:
    """Writes a change of the roll down and tells it, naming the partners she agreed to at this moment."""
    tx.execute(
        insert(ATTENDANCE_CHANGES).values(
            attendance_id=entry.id,
            revision=entry.revision,
            organisation=entry.organisation,
            change=change,
            status=entry.status,
            recorded_at=entry.recorded_at,
            at=tx.now,
            by=tx.by,
            reason=reason,
        )
    )
    partners = _partners(tx, entry.participant_id, network_id)
    more = {"network_id": network_id, "change": change, "reason": reason, "partners": partners}
    put_all(tx, ATTENDANCE_CHANGED, [Saying(entry.organisation, entry.id, entry.revision, asdict(entry) | more)])


def _partners(tx: Transaction, participant_id: str | None, network_id: str) -> list[dict[str, Any]]:
    return partners_agreed(consents_of(tx, [participant_id]), network_id) if participant_id else []


def consents_of(tx: Transaction, participant_ids: Collection[str]) -> Sequence[AnyRow]:
    """What these people agreed to; of a protected person no partner is told, whatever she agreed to."""
    p = PARTICIPANTS.c
    hers = select(CONSENTS).join(PARTICIPANTS, p.id == CONSENTS.c.participant_id)
    return tx.execute(hers.where(CONSENTS.c.participant_id.in_(participant_ids), ~p.protected)).all()
