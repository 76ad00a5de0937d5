"""Reads that answer GET routes."""

from datetime import timedelta
from typing import Any

from sqlalchemy import Select, Table, bindparam, case, false, func, null, select

from services.registrations.attendance import ATTENDANCE, ROLLS
from services.registrations.consent import CONSENTS
from services.registrations.invitation import INVITATIONS
from services.registrations.join_request import JOIN_REQUESTS, is_contact_of, people_with_contact
from services.registrations.known_event import KNOWN_EVENTS
from services.registrations.known_network import KNOWN_NETWORKS
from services.registrations.membership import MEMBERSHIPS
from services.registrations.needs import sums_of
from services.registrations.participant import PARTICIPANTS
from services.registrations.people import NAME, find, within
from services.registrations.reach import Reach
from services.registrations.registration import REGISTRATIONS, WAITLISTED, rank_of
from services.registrations.roll import roll_of
from services.registrations.search import like
from services.registrations.standing import SHOWN, told_needs
from shared.database import Transaction
from shared.http.paging import page, page_of
from shared.problems import NotFound
from shared.sql import dialect_of

Body = dict[str, Any]


# Put together once: to do it for every request costs more than the database takes to answer.
_A, _R = ATTENDANCE.c, REGISTRATIONS.c
_OF_EVENT: Any = bindparam("of_event")
_NETWORK_OF_EVENT = select(KNOWN_EVENTS.c.network_id).where(
    KNOWN_EVENTS.c.id == _OF_EVENT, KNOWN_EVENTS.c.organisation == bindparam("of_organisation")
)
_ENTRY = select(*_A).where(_A.id == bindparam("of_id"), _A.organisation == bindparam("of_organisation"))
_ENTRIES = select(*_A).where(_A.event_id == _OF_EVENT, ~_A.withdrawn)
_ALL_REGISTRATIONS = select(*(_R[name] for name in SHOWN), NAME).join_from(
    REGISTRATIONS, PARTICIPANTS, PARTICIPANTS.c.id == _R.participant_id
)
_REGISTRATION = _ALL_REGISTRATIONS.add_columns(
    case((_R.status == WAITLISTED, rank_of(_R.event_id, _R.position)), else_=null()).label("position")
).where(_R.id == bindparam("of_id"), _R.organisation == bindparam("of_organisation"))


def check_event(tx: Transaction, event_id: str, reach: Reach) -> None:
    """404 unless the event is known and within reach."""
    asked = {"of_event": event_id, "of_organisation": reach.organisation}
    network_id = tx.connection().execute(_NETWORK_OF_EVENT, asked).scalar()
    if network_id is None or not reach.covers(network_id):
        raise NotFound


def participant(tx: Transaction, participant_id: str, reach: Reach) -> Body:
    """One person with her consents."""
    return with_consents(tx, [dict(find(tx, participant_id, reach)._mapping)], reach)[0]


def participants(
    tx: Transaction,
    reach: Reach,
    *,
    network_id: str | None,
    q: str | None = None,
    ids: str | None = None,
    **paging: Any,
) -> Body:
    """People of the organisation, or the members of one network; only whom `q` finds or `ids` names, if given."""
    p, m = PARTICIPANTS.c, MEMBERSHIPS.c
    asked = like(q, dialect_of(tx)) if q else []
    if ids is not None:
        asked.append(p.id.in_(ids.split(",")))
    if network_id and not reach.covers(network_id):
        asked.append(false())
    query, key = select(*p).where(*asked), p.id
    if network_id and reach.covers(network_id):
        query, key = query.join_from(MEMBERSHIPS, PARTICIPANTS, p.id == m.participant_id), m.participant_id
        query = query.where(m.network_id == network_id, m.ended_at.is_(None), p.erased_at.is_(None))
        # read from each row: by an index of it, SQLite would look at everybody in search of few members
        query = query.where(p.organisation.concat("") == reach.organisation)
    else:
        query = query.where(*within(reach), *(within(Reach(reach.organisation, network_id)) if network_id else []))
    found = page(tx, query, key, show=lambda row: dict(row._mapping), **paging)
    people = with_consents(tx, found["items"], reach)
    return {**found, "items": _with_memberships(tx, people, network_id) if network_id else people}


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


def invited(tx: Transaction, event_id: str) -> Body:
    """How many invitations stand for an event."""
    i = INVITATIONS.c
    return {
        "event_id": event_id,
        "invitations": tx.scalar(select(func.count()).where(i.event_id == event_id, ~i.removed)),
    }


def noted_call(tx: Transaction, invitation_id: str) -> Body:
    """When somebody rang about an invitation."""
    i = INVITATIONS.c
    return _one(tx, select(i.event_id, i.participant_id, i.rang_at).where(i.id == invitation_id))


def registration(tx: Transaction, registration_id: str, reach: Reach, *, with_needs: bool = False) -> Body:
    """One registration with its place in the line now and, for organisers, what she needs."""
    asked = {"of_id": registration_id, "of_organisation": reach.organisation}
    row = tx.connection().execute(_REGISTRATION, asked).first()
    if row is None:
        raise NotFound
    shown = dict(row._mapping)
    if reach.network:
        check_event(tx, shown["event_id"], reach)
    return told_needs(tx, [shown], with_needs)[0]


def needs(tx: Transaction, event_id: str, reach: Reach) -> Body:
    """What those who have a seat need together."""
    check_event(tx, event_id, reach)
    return sums_of(tx, event_id)


def join_requests(tx: Transaction, network_id: str, reach: Reach, **paging: Any) -> Body:
    """Who asks to join a network, and who of those within reach she may be."""
    n, j = KNOWN_NETWORKS.c, JOIN_REQUESTS.c
    mine = (n.id == network_id, n.organisation == reach.organisation)
    if not reach.covers(network_id) or tx.scalar(select(n.id).where(*mine)) is None:
        raise NotFound
    found = page(tx, select(*j).where(j.network_id == network_id), j.id, show=lambda row: row, **paging)
    asking = found["items"]
    known = people_with_contact(tx, reach, [one.phone for one in asking], [one.email for one in asking])
    items = [
        dict(one._mapping) | {"possible_participant_ids": [person.id for person in known if is_contact_of(one, person)]}
        for one in asking
    ]
    return {**found, "items": items}


def entry(tx: Transaction, attendance_id: str, reach: Reach) -> Body:
    """One line of a roll."""
    row = tx.connection().execute(_ENTRY, {"of_id": attendance_id, "of_organisation": reach.organisation}).first()
    if row is None:
        raise NotFound
    return _entry(dict(row._mapping))


def roll(tx: Transaction, event_id: str, reach: Reach, *, opens_before: timedelta, **paging: Any) -> Body:
    """What the roll of an event says, when it opens and whether it is closed."""
    whole = roll_of(tx, event_id, reach.organisation)
    if not reach.covers(whole.network_id):
        raise NotFound
    found = page_of(tx, _ENTRIES, ATTENDANCE.c.id, {"of_event": event_id}, **paging)
    items = [_entry(item) for item in found["items"]]
    return {**found, "items": items, "opens_at": whole.starts_at - opens_before, "closed_at": whole.closed_at}


def closed_roll(tx: Transaction, event_id: str) -> Body:
    """Who closed a roll, and when."""
    return _one(tx, select(ROLLS).where(ROLLS.c.event_id == event_id))


def _mine(table: Table, reach: Reach) -> list[Any]:
    mine = [table.c.organisation == reach.organisation]
    return [*mine, table.c.network_id == reach.network] if reach.network else mine


def _one(tx: Transaction, query: Select[Any]) -> Body:
    row = tx.execute(query).first()
    if row is None:
        raise NotFound
    return dict(row._mapping)


def with_consents(tx: Transaction, people: list[Body], reach: Reach, *, by: str = "id") -> list[Body]:
    """With what each agreed to or withdrew, as far as the caller may know; `by`: where the id of each stands."""
    c = CONSENTS.c
    by_person: dict[str, list[Body]] = {person[by]: [] for person in people}
    seen = [c.network_id.in_(["", reach.network])] if reach.network else []
    for row in tx.execute(select(CONSENTS).where(c.participant_id.in_(list(by_person)), *seen).order_by(c.id)):
        scope = {name: row._mapping[name] or None for name in ("partner_id", "network_id", "channel")}
        by_person[row.participant_id].append(dict(row._mapping) | scope)
    return [{**person, "consents": by_person[person[by]]} for person in people]


def _with_memberships(tx: Transaction, people: list[Body], network_id: str) -> list[Body]:
    m = MEMBERSHIPS.c
    live = (m.network_id == network_id, m.ended_at.is_(None))
    asked = select(*m).where(m.participant_id.in_([person["id"] for person in people]), *live)
    found = {row.participant_id: dict(row._mapping) for row in tx.execute(asked)}
    return [{**person, "membership": found.get(person["id"])} for person in people]


def _entry(row: Body) -> Body:
    return {**row, "walk_in": {"name": row["walk_in_name"]} if row["participant_id"] is None else None}
