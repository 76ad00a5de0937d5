"""How far the answers to several events have come, counted in one statement."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Select, bindparam, func, literal, select, union_all

from services.registrations.invitation import INVITATIONS
from services.registrations.known_event import KNOWN_EVENTS
from services.registrations.reach import Reach
from services.registrations.registration import REGISTRATIONS
from shared.database import Transaction

Body = dict[str, Any]

_INVITED, _REMOVED = "invited", "removed"
_I, _R, _E = INVITATIONS.c, REGISTRATIONS.c, KNOWN_EVENTS.c
_THESE = select(_E.id).where(
    _E.organisation == bindparam("of_organisation"), _E.id.in_(bindparam("ids", expanding=True))
)


def of_events(tx: Transaction, event_ids: Sequence[str], reach: Reach) -> list[Body]:
    """How many are invited to each of these events, and what became of their answers; what is not known is left out."""
    these = _THESE if reach.network is None else _THESE.where(_E.network_id == reach.network)
    asked = {"of_organisation": reach.organisation, "ids": list(event_ids)}
    found: dict[str, dict[str, tuple[int, int]]] = {}
    for event_id, what, people, seats in tx.connection().execute(_counts(these), asked):
        found.setdefault(event_id, {})[what] = people, int(seats)
    return [_shown(event_id, counts) for event_id, counts in sorted(found.items())]


def _counts(these: Select[Any]) -> Any:
    nothing = literal(0)
    answers = select(_R.event_id, _R.status, func.count(), func.sum(_R.party_size)).where(_R.event_id.in_(these))
    invited = select(_I.event_id, literal(_INVITED), func.count(), nothing).where(_I.event_id.in_(these), ~_I.removed)
    # who was taken off after an answer: few, so that they are looked up rather than all the others
    removed = (
        select(_I.event_id, literal(_REMOVED), func.count(), nothing)
        .join_from(INVITATIONS, REGISTRATIONS, _R.invitation_id == _I.id)
        .where(_I.event_id.in_(these), _I.removed)
    )
    return union_all(
        answers.group_by(_R.event_id, _R.status), invited.group_by(_I.event_id), removed.group_by(_I.event_id)
    )


def _shown(event_id: str, counts: dict[str, tuple[int, int]]) -> Body:
    invited, removed = (counts.pop(what, (0, 0))[0] for what in (_INVITED, _REMOVED))
    answered = sum(people for people, _ in counts.values()) - removed
    answers = [{"status": status, "people": people, "seats": seats} for status, (people, seats) in counts.items()]
    return {"event_id": event_id, "invited": invited, "unanswered": invited - answered, "answers": answers}
