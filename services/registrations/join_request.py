"""Asking to join a network: kept until a person decides, at most for a month; nothing is sent to anybody meanwhile."""

from collections.abc import Iterable
from datetime import timedelta

from sqlalchemy import Column, Index, String, Table, and_, delete, or_, select

from services.registrations.base import METADATA, AnyRow, organisation, text_id
from services.registrations.participant import PARTICIPANTS
from services.registrations.people import within
from services.registrations.reach import Reach
from shared.columns import Instant
from shared.database import Transaction

KEPT = timedelta(days=30)
MOST = 500  # undecided requests of one network

JOIN_REQUESTS = Table(
    "join_requests",
    METADATA,
    text_id("id", key=True),
    organisation(),
    text_id("network_id"),
    Column("name", String(200), nullable=False),
    Column("phone", String(20)),
    Column("email", String(254)),
    Column("language", String(20), nullable=False),
    Column("asked_in", String(20), nullable=False),
    Column("wording_version", String(40), nullable=False),
    Column("asked_at", Instant, nullable=False),
    Index("ix_join_requests_network_id_id", "network_id", "id"),
    Index("ix_join_requests_asked_at", "asked_at"),
)


def same_name(one: str, other: str) -> bool:
    """Whether two people write their names alike, small letters or large."""
    return one.casefold().split() == other.casefold().split()


def people_with_contact(
    tx: Transaction, reach: Reach, phones: Iterable[str | None], emails: Iterable[str | None]
) -> list[AnyRow]:
    """People within reach who have one of these contacts, in the order in which they were entered."""
    p = PARTICIPANTS.c
    known = {p.phone: [one for one in phones if one], p.email: [one for one in emails if one]}
    theirs = [and_(p.organisation == reach.organisation, column.in_(some)) for column, some in known.items() if some]
    if not theirs:
        return []
    query = select(p.id, p.name, p.phone, p.email).where(or_(*theirs), *within(reach)).order_by(p.id)
    return list(tx.execute(query))


def is_contact_of(request: AnyRow, person: AnyRow) -> bool:
    """Whether who asks gave a contact of this person."""
    by_phone = request.phone is not None and request.phone == person.phone
    return by_phone or (request.email is not None and request.email == person.email)


def forget_requests_of(tx: Transaction, person: AnyRow) -> None:
    """Removes what she asked to join under her own name, as she is erased."""
    j = JOIN_REQUESTS.c
    contacts = [column == value for column, value in ((j.phone, person.phone), (j.email, person.email)) if value]
    if not contacts:
        return
    asked = tx.execute(select(j.id, j.name).where(j.organisation == person.organisation, or_(*contacts))).all()
    hers = [row.id for row in asked if same_name(row.name, person.name)]
    tx.execute(delete(JOIN_REQUESTS).where(j.id.in_(hers)))
