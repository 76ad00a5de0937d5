"""Reads about the people of a network: how many they are, who is known already, and whom to call."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Text, and_, func, or_, select, type_coerce

from services.registrations.attendance import ATTENDANCE
from services.registrations.invitation import INVITATIONS
from services.registrations.known_event import KNOWN_EVENTS
from services.registrations.known_network import KNOWN_NETWORKS
from services.registrations.likeness import Acquaintances, may_be_alike
from services.registrations.membership import MEMBERSHIPS
from services.registrations.operations.add_people import Entered, same_people
from services.registrations.operations.invite import willing_members
from services.registrations.participant import PARTICIPANTS
from services.registrations.people import NAME, find, within
from services.registrations.queries import check_event, with_consents
from services.registrations.reach import Reach
from services.registrations.registration import REGISTRATIONS
from shared.database import Transaction
from shared.http.paging import page
from shared.problems import NotFound
from shared.sql import dialect_of

Body = dict[str, Any]

MOST_KNOWN = 5  # shown of those who are like one
_HERS = (MEMBERSHIPS.c.network_id == KNOWN_NETWORKS.c.id, MEMBERSHIPS.c.ended_at.is_(None))
# network by network, each along its part of an index: to group many costs more than twice as much
MEMBERS = select(func.count()).select_from(MEMBERSHIPS).where(*_HERS).scalar_subquery().label("members")


def count(tx: Transaction, network_id: str, reach: Reach) -> Body:
    """How many belong to a network now."""
    return {"id": network_id, "members": _of_network(tx, MEMBERS, network_id, reach)}


def counts(tx: Transaction, reach: Reach, *, ids: str | None = None, **paging: Any) -> Body:
    """The same of each network, or of those that `ids` names."""
    n = KNOWN_NETWORKS.c
    query = select(n.id, MEMBERS).where(n.organisation == reach.organisation)
    if reach.network:
        query = query.where(n.id == reach.network)
    if ids is not None:
        query = query.where(n.id.in_(ids.split(",")))
    return page(tx, query, n.id, show=lambda row: {"id": row.id, "members": row.members}, **paging)


def invitees(tx: Transaction, network_id: str, reach: Reach) -> Body:
    """Whom a date of the network would invite now: how many with which language, reached which way."""
    count(tx, network_id, reach)
    p, channels = PARTICIPANTS.c, type_coerce(PARTICIPANTS.c.channels, Text)
    ways = [channels.contains('"sms"').label("sms"), channels.contains('"email"').label("email")]
    each = willing_members(network_id).with_only_columns(p.language, *ways).subquery().c
    alike = (each.language, each.sms, each.email)
    found = select(*alike, func.count().label("people")).group_by(*alike).order_by(*alike)
    return {"items": [dict(row._mapping) for row in tx.execute(found)]}


def known(tx: Transaction, people: Sequence[Body], network_id: str, reach: Reach) -> list[Body]:
    """Who is known in the organisation for each of these: those who would be taken for her first."""
    _of_network(tx, KNOWN_NETWORKS.c.id, network_id, reach)
    p, hers = PARTICIPANTS.c, MEMBERSHIPS.alias("hers")
    m = hers.c
    is_member = and_(m.participant_id == p.id, m.network_id == network_id, m.ended_at.is_(None))
    query = select(p.id, p.name, p.phone, p.email, NAME.label("shown"), m.id.label("membership"))
    alike = query.outerjoin_from(PARTICIPANTS, hers, is_member).where(
        *within(reach), may_be_alike(people, dialect_of(tx))
    )
    acquaintances = Acquaintances(dict(row._mapping) for row in tx.execute(alike.order_by(p.id)))
    return [{"known": _like(one, acquaintances)} for one in people]


def entered_before(tx: Transaction, people: Sequence[Body], statuses: Sequence[str], reach: Reach) -> list[Entered]:
    """Who these people are that were entered by an earlier request; who was erased since is nobody."""
    known = same_people(tx, people, reach)
    acquaintances, named = Acquaintances(known), {row["id"]: [row] for row in known}
    found = [named.get(one["participant_id"] or "") or acquaintances.same(one) for one in people]
    return [Entered(same[-1]["id"] if same else "", status) for same, status in zip(found, statuses, strict=True)]


def call_list(tx: Transaction, event_id: str, reach: Reach, *, rang: str | None = None, **paging: Any) -> Body:
    """Who is invited to an event and has said nothing yet, with how to reach her; of those rung, or not."""
    check_event(tx, event_id, reach)
    i, p, r = INVITATIONS.c, PARTICIPANTS.c, REGISTRATIONS.c
    query = (
        select(i.id, i.participant_id, NAME, p.phone, p.email, p.language, p.channels, p.unreachable, i.rang_at)
        .join_from(INVITATIONS, PARTICIPANTS, p.id == i.participant_id)
        .outerjoin(REGISTRATIONS, r.invitation_id == i.id)
        .where(i.event_id == event_id, ~i.removed, or_(r.id.is_(None), r.answer.is_(None)), p.erased_at.is_(None))
    )
    if rang is not None:
        query = query.where(i.rang_at.is_not(None) if rang == "yes" else i.rang_at.is_(None))
    found = page(tx, query, i.id, show=lambda row: dict(row._mapping), **paging)
    return {**found, "items": with_consents(tx, found["items"], reach, by="participant_id")}


def invitations_of(
    tx: Transaction, participant_id: str, reach: Reach, *, network_id: str | None, **paging: Any
) -> Body:
    """What one person was invited to, what became of it and whether she came; of one network if asked."""
    find(tx, participant_id, reach)
    i, e, r, a = INVITATIONS.c, KNOWN_EVENTS.c, REGISTRATIONS.c, ATTENDANCE.c
    came = and_(a.event_id == i.event_id, a.participant_id == i.participant_id, ~a.withdrawn)
    networks = [one for one in (network_id, reach.network) if one]
    query = (
        select(i.id, i.event_id, i.network_id, i.issued_at, i.removed, e.title, e.starts_at, e.ends_at, e.timezone)
        .add_columns(e.status.label("event_status"), r.status, r.answer, r.party_size, a.status.label("attendance"))
        .join_from(INVITATIONS, KNOWN_EVENTS, e.id == i.event_id)
        .outerjoin(REGISTRATIONS, r.invitation_id == i.id)
        .outerjoin(ATTENDANCE, came)
        .where(i.participant_id == participant_id, *(i.network_id == one for one in networks))
    )
    return page(tx, query, i.id, show=lambda row: dict(row._mapping), **paging)


def _of_network(tx: Transaction, what: Any, network_id: str, reach: Reach) -> Any:
    n = KNOWN_NETWORKS.c
    found = tx.execute(select(what).where(n.id == network_id, n.organisation == reach.organisation)).first()
    if not reach.covers(network_id) or found is None:
        raise NotFound
    return found[0]


def _like(one: Body, acquaintances: Acquaintances) -> list[Body]:
    same = {row["id"] for row in acquaintances.same(one)}
    found = [
        {
            "participant_id": row["id"],
            "name": row["shown"],
            "phone": row["phone"],
            "email": row["email"],
            "member": row["membership"] is not None,
            "same": row["id"] in same,
        }
        for row in acquaintances.alike(one)
    ]
    return sorted(found, key=lambda row: not row["same"])[:MOST_KNOWN]
