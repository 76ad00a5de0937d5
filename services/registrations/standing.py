"""What lists show of a registration, and the place in the line of those who wait."""

from typing import Any

from sqlalchemy import bindparam, func, select

from services.registrations.needs import needs_of
from services.registrations.registration import REGISTRATIONS, WAITLISTED
from shared.database import Transaction

Body = dict[str, Any]

SHOWN = (
    *("id", "event_id", "participant_id", "invitation_id", "status", "party_size", "answer", "told_at"),
    *("channel", "offer_until", "seat_held_until", "reason", "changed_at", "changed_by", "revision"),
)
_R = REGISTRATIONS.c
_IN_LINE = (
    select(_R.position, func.row_number().over(order_by=_R.position).label("place"))
    .where(_R.event_id == bindparam("of_event"), _R.status == WAITLISTED, _R.position <= bindparam("as_far_as"))
    .subquery()
)
_LINE = select(_IN_LINE).where(_IN_LINE.c.position.in_(bindparam("of_positions", expanding=True)))


def placed(tx: Transaction, event_id: str, items: list[Body]) -> list[Body]:
    """With the place in the line of each who waits: the line is looked through once, as far as it is shown."""
    waiting = [item["position"] for item in items if item["status"] == WAITLISTED]
    if not waiting:
        return [{**item, "position": None} for item in items]
    asked = {"of_event": event_id, "as_far_as": max(waiting), "of_positions": waiting}
    places = {row.position: row.place for row in tx.connection().execute(_LINE, asked)}
    return [{**item, "position": places.get(item["position"])} for item in items]


def told_needs(tx: Transaction, items: list[Body], wanted: bool) -> list[Body]:
    """With what each needs, or with nothing for those who may not know."""
    told = needs_of(tx, [item["id"] for item in items]) if wanted else {}
    return [{**item, "needs": told.get(item["id"])} for item in items]
