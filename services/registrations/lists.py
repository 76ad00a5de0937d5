"""Lists of an event's people, as far as they are asked for: by what became of them, by name, or one of them.

A name may be the last four digits of a phone: no more of a number can be tried out, and of a protected person nothing.
"""

from functools import cache
from typing import Any

from sqlalchemy import Select, bindparam, exists, or_, select

from services.registrations.attendance import ATTENDANCE
from services.registrations.invitation import INVITATIONS
from services.registrations.needs import NEEDS
from services.registrations.participant import PARTICIPANTS
from services.registrations.people import NAME
from services.registrations.queries import check_event
from services.registrations.reach import Reach
from services.registrations.registration import REGISTRATIONS, WAITLISTED
from services.registrations.search import four_digits
from services.registrations.standing import SHOWN, placed, told_needs
from shared.database import Transaction
from shared.folding import fold
from shared.http.paging import page_of
from shared.sql import dialect_of, folded

Body = dict[str, Any]

_I, _R, _A, _P = INVITATIONS.c, REGISTRATIONS.c, ATTENDANCE.c, PARTICIPANTS.c
_OF_EVENT: Any = bindparam("of_event")
_HER_ENTRY = (_A.event_id == _R.event_id) & (_A.participant_id == _R.participant_id) & ~_A.withdrawn
_INVITATIONS = (
    select(_I.id, _I.event_id, _I.participant_id, _I.issued_at, _I.announce, _I.removed, NAME)
    .add_columns(_R.answer, _R.status, _R.told_at, _R.channel)
    .join_from(INVITATIONS, PARTICIPANTS, _P.id == _I.participant_id)
    .outerjoin(REGISTRATIONS, _R.invitation_id == _I.id)
    .where(_I.event_id == _OF_EVENT)
)
_REGISTRATIONS = (
    select(*(_R[name] for name in SHOWN), _R.position, NAME)
    .add_columns(_A.id.label("attendance_id"), _A.status.label("attendance"))
    .join_from(REGISTRATIONS, PARTICIPANTS, _P.id == _R.participant_id)
    .outerjoin(ATTENDANCE, _HER_ENTRY)
    .where(_R.event_id == _OF_EVENT)
)


def registrations(
    tx: Transaction,
    event_id: str,
    reach: Reach,
    *,
    status: str | None = None,
    name: str | None = None,
    participant_id: str | None = None,
    needs: str | None = None,
    with_needs: bool = False,
    **paging: Any,
) -> Body:
    """Who answered, with her line of the roll if she has one; those who wait in the order of the line."""
    check_event(tx, event_id, reach)
    asked = {"of_event": event_id, "of_status": status, "of_person": participant_id, **_like(name)}
    statement = _some_registrations(
        status is not None, _search(tx, name), participant_id is not None, needs is not None
    )
    in_line = status == WAITLISTED
    found = page_of(tx, statement, _R.position if in_line else _R.id, _only(asked), **paging)
    return {**found, "items": told_needs(tx, placed(tx, event_id, found["items"]), with_needs)}


def invitations(
    tx: Transaction,
    event_id: str,
    reach: Reach,
    *,
    answered: str | None = None,
    name: str | None = None,
    participant_id: str | None = None,
    **paging: Any,
) -> Body:
    """Who is invited to an event, and what they answered."""
    check_event(tx, event_id, reach)
    asked = {"of_event": event_id, "of_person": participant_id, **_like(name)}
    statement = _some_invitations(answered, _search(tx, name), participant_id is not None)
    return page_of(tx, statement, _I.id, _only(asked), **paging)


@cache
def _some_registrations(of_status: bool, named_in: str | None, of_person: bool, in_need: bool) -> Select[Any]:
    statement = _REGISTRATIONS
    if in_need:
        statement = statement.where(exists().where(NEEDS.c.registration_id == _R.id))
    if of_status:
        statement = statement.where(_R.status == bindparam("of_status"))
    if of_person:
        statement = statement.where(_R.participant_id == bindparam("of_person"))
    return statement.where(_is_named(named_in)) if named_in else statement


@cache
def _some_invitations(answered: str | None, named_in: str | None, of_person: bool) -> Select[Any]:
    statement = _INVITATIONS
    if answered == "no":
        statement = statement.where(_R.id.is_(None), ~_I.removed)
    if answered == "yes":
        statement = statement.where(_R.id.is_not(None))
    if of_person:
        statement = statement.where(_I.participant_id == bindparam("of_person"))
    return statement.where(_is_named(named_in)) if named_in else statement


def _search(tx: Transaction, name: str | None) -> str | None:
    """In whose SQL names are compared, if a name is asked for."""
    return dialect_of(tx) if name is not None else None


def _is_named(dialect: str) -> Any:
    named = folded(NAME.element, dialect).like(bindparam("like_name"), escape="\\")
    return or_(named, ~_P.protected & _P.phone.like(bindparam("like_phone")))


def _like(name: str | None) -> dict[str, str]:
    if name is None:
        return {}
    plain = fold(name).replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    digits = four_digits(name)
    return {"like_name": f"%{plain}%", "like_phone": f"%{digits}" if digits else ""}


def _only(asked: dict[str, str | None]) -> dict[str, Any]:
    return {key: value for key, value in asked.items() if value is not None}
