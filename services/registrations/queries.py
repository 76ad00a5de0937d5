"""Reads that answer GET routes."""

from datetime import timedelta
from typing import Any

from sqlalchemy import Select, Table, case, func, null, select

from services.registrations.attendance import ATTENDANCE, ROLLS
from services.registrations.base import AnyRow
from services.registrations.consent import CONSENTS
from services.registrations.invitation import INVITATIONS
from services.registrations.issuing import known_event
from services.registrations.membership import MEMBERSHIPS
from services.registrations.participant import PARTICIPANTS
from services.registrations.people import find, within
from services.registrations.reach import Reach
from services.registrations.registration import REGISTRATIONS, WAITLISTED, rank_of
from shared.database import Transaction
from shared.http.paging import page
from shared.problems import NotFound

Body = dict[str, Any]


def check_event(tx: Transaction, event_id: str, reach: Reach) -> None:
    """404 unless the event is known and within reach."""
    if not reach.covers(known_event(tx, event_id, reach.organisation).network_id):
        raise NotFound


def participant(tx: Transaction, participant_id: str, reach: Reach) -> Body:
    """One person with her consents."""
    return _with_consents(tx, [dict(find(tx, participant_id, reach)._mapping)])[0]


def participants(tx: Transaction, reach: Reach, *, network_id: str | None, **paging: Any) -> Body:
    """People of the organisation, or the members of one network."""
    asked = [*within(reach), *(within(Reach(reach.organisation, network_id)) if network_id else [])]
    query = select(*PARTICIPANTS.c).where(*asked)
    found = page(tx, query, PARTICIPANTS.c.id, show=lambda row: dict(row._mapping), **paging)
    return {**found, "items": _with_consents(tx, found["items"])}


def membership(tx: Transaction, membership_id: str, reach: Reach) -> Body:
    """One membership."""
    return _one(tx, select(MEMBERSHIPS).where(MEMBERSHIPS.c.id == membership_id, *_mine(MEMBERSHIPS, reach)))


def memberships(
    tx: Transaction, reach: Reach, *, participant_id: str | None, network_id: str | None, **paging: Any
) -> Body:
    """Memberships that live, of a person or a network if asked."""
    m = MEMBERSHIPS.c
    query = select(*m).where(m.ended_at.is_(None), *_mine(MEMBERSHIPS, reach))
    if participant_id:
        query = query.where(m.participant_id == participant_id)
    if network_id:
        query = query.where(m.network_id == network_id)
    return page(tx, query, m.id, show=lambda row: dict(row._mapping), **paging)


def invitations(tx: Transaction, event_id: str, reach: Reach, **paging: Any) -> Body:
    """Who is invited to an event, and what they answered."""
    check_event(tx, event_id, reach)
    i, r = INVITATIONS.c, REGISTRATIONS.c
    query = (
        select(i.id, i.event_id, i.participant_id, i.issued_at, i.announce, i.removed, _name())
        .add_columns(r.answer, r.status, r.told_at, r.channel)
        .join_from(INVITATIONS, PARTICIPANTS, PARTICIPANTS.c.id == i.participant_id)
        .outerjoin(REGISTRATIONS, r.invitation_id == i.id)
        .where(i.event_id == event_id)
    )
    return page(tx, query, i.id, show=lambda row: dict(row._mapping), **paging)


def invited(tx: Transaction, event_id: str) -> Body:
    """How many invitations stand for an event."""
    i = INVITATIONS.c
    return {
        "event_id": event_id,
        "invitations": tx.scalar(select(func.count()).where(i.event_id == event_id, ~i.removed)),
    }


def registration(tx: Transaction, registration_id: str, reach: Reach) -> Body:
    """One registration with its place in the line now."""
    r = REGISTRATIONS.c
    shown = _one(tx, _registrations().where(r.id == registration_id, r.organisation == reach.organisation))
    if reach.network:
        check_event(tx, shown["event_id"], reach)
    return shown


def registrations(tx: Transaction, event_id: str, reach: Reach, **paging: Any) -> Body:
    """The registrations of an event."""
    check_event(tx, event_id, reach)
    query = _registrations().where(REGISTRATIONS.c.event_id == event_id)
    return page(tx, query, REGISTRATIONS.c.id, show=lambda row: dict(row._mapping), **paging)


def entry(tx: Transaction, attendance_id: str, reach: Reach) -> Body:
    """One line of a roll."""
    a = ATTENDANCE.c
    row = tx.execute(select(ATTENDANCE).where(a.id == attendance_id, a.organisation == reach.organisation)).first()
    if row is None:
        raise NotFound
    return _entry(row)


def roll(tx: Transaction, event_id: str, reach: Reach, *, opens_before: timedelta, **paging: Any) -> Body:
    """What the roll of an event says, when it opens and whether it is closed."""
    check_event(tx, event_id, reach)
    opens_at = known_event(tx, event_id, reach.organisation).starts_at - opens_before
    a = ATTENDANCE.c
    found = page(tx, select(*a).where(a.event_id == event_id, ~a.withdrawn), a.id, show=_entry, **paging)
    closed_at = tx.scalar(select(ROLLS.c.closed_at).where(ROLLS.c.event_id == event_id))
    return {**found, "opens_at": opens_at, "closed_at": closed_at}


def closed_roll(tx: Transaction, event_id: str) -> Body:
    """Who closed a roll, and when."""
    return _one(tx, select(ROLLS).where(ROLLS.c.event_id == event_id))


def _registrations() -> Select[Any]:
    r = REGISTRATIONS.c
    names = ("id", "event_id", "participant_id", "invitation_id", "status", "party_size", "answer", "told_at")
    more = ("channel", "offer_until", "seat_held_until", "reason", "changed_at", "changed_by", "revision")
    place = case((r.status == WAITLISTED, rank_of(r.event_id, r.position)), else_=null()).label("position")
    columns = (r[name] for name in (*names, *more))
    return select(*columns, place, _name()).join_from(
        REGISTRATIONS, PARTICIPANTS, PARTICIPANTS.c.id == r.participant_id
    )


def _name() -> Any:
    """Of a protected person lists show only what she is called."""
    p = PARTICIPANTS.c
    return case((p.protected, p.call_name), else_=p.name).label("name")


def _mine(table: Table, reach: Reach) -> list[Any]:
    mine = [table.c.organisation == reach.organisation]
    return [*mine, table.c.network_id == reach.network] if reach.network else mine


def _one(tx: Transaction, query: Select[Any]) -> Body:
    row = tx.execute(query).first()
    if row is None:
        raise NotFound
    return dict(row._mapping)


def _with_consents(tx: Transaction, people: list[Body]) -> list[Body]:
    c = CONSENTS.c
    by_person: dict[str, list[Body]] = {person["id"]: [] for person in people}
    for row in tx.execute(select(CONSENTS).where(c.participant_id.in_(list(by_person))).order_by(c.id)):
        scope = {name: row._mapping[name] or None for name in ("partner_id", "network_id", "channel")}
        by_person[row.participant_id].append(dict(row._mapping) | scope)
    return [{**person, "consents": by_person[person["id"]]} for person in people]


def _entry(row: AnyRow) -> Body:
    walk_in = {"name": row.walk_in_name} if row.participant_id is None else None
    return {**row._mapping, "walk_in": walk_in}
