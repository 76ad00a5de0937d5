"""What a person needs to be able to come to one event: told by herself, gone a week after it."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import Boolean, Column, Index, Integer, String, Table, bindparam, func, select

from services.registrations.base import METADATA, changed, organisation, text_id
from services.registrations.registration import CONFIRMED, OFFERED, REGISTRATIONS, WAITLISTED
from shared.database import Transaction

COMING = (CONFIRMED, WAITLISTED, OFFERED)  # who may say so

MOST_CHILDREN = 9
KEPT = timedelta(days=7)  # after the event is over

NEEDS = Table(
    "needs",
    METADATA,
    text_id("registration_id", key=True),
    organisation(),
    text_id("event_id"),
    text_id("participant_id"),
    Column("child_care", Integer, nullable=False),
    Column("interpreter", String(20)),
    Column("transport", Boolean, nullable=False),
    *changed(),
    Index("ix_needs_event_id", "event_id"),
    Index("ix_needs_participant_id", "participant_id"),
)
TOLD = ("child_care", "interpreter", "transport")

_N, _R = NEEDS.c, REGISTRATIONS.c
_THESE = select(_N.registration_id, *(_N[name] for name in TOLD)).where(
    _N.registration_id.in_(bindparam("of_registrations", expanding=True))
)
_SEATED = (_N.event_id == bindparam("of_event"), _R.status == CONFIRMED)
_SUMS = (
    select(_N.interpreter, _N.transport, func.count().filter(_N.child_care > 0), func.sum(_N.child_care), func.count())
    .join_from(NEEDS, REGISTRATIONS, _R.id == _N.registration_id)
    .where(*_SEATED)
    .group_by(_N.interpreter, _N.transport)
)


def needs_of(tx: Transaction, registration_ids: Sequence[str]) -> Mapping[str, dict[str, Any]]:
    """What these need who said so, by registration."""
    if not registration_ids:
        return {}
    rows = tx.connection().execute(_THESE, {"of_registrations": list(registration_ids)})
    return {row.registration_id: {name: row._mapping[name] for name in TOLD} for row in rows}


def sums_of(tx: Transaction, event_id: str) -> dict[str, Any]:
    """What those who have a seat at an event need together; nobody is named."""
    families = children = riders = 0
    languages: dict[str, int] = {}
    for language, transport, with_children, of_children, people in tx.connection().execute(
        _SUMS, {"of_event": event_id}
    ):
        families += with_children
        children += of_children
        riders += people if transport else 0
        if language:
            languages[language] = languages.get(language, 0) + people
    spoken = [{"language": language, "people": people} for language, people in sorted(languages.items())]
    return {
        "event_id": event_id,
        "child_care": {"people": families, "children": children},
        "interpreters": spoken,
        "transport": {"people": riders},
    }
