"""Enters people into a network, as they stand on a list: all of them in a handful of statements."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import or_, select

from services.registrations.consent import CONSENTS, INVITATIONS_PURPOSE, WORDING
from services.registrations.known_network import KNOWN_NETWORKS
from services.registrations.likeness import Acquaintances, may_be_same
from services.registrations.membership import MEMBERSHIPS
from services.registrations.operations.create_participant import BY_HAND, row_of
from services.registrations.operations.invite import invite_all_to_open_events
from services.registrations.operations.record_consents import saying_of as saying_of_consent
from services.registrations.participant import PARTICIPANTS
from services.registrations.people import saying_of, within
from services.registrations.reach import Reach
from shared.bulk import insert_new, insert_together
from shared.contracts.registrations import CONSENT_CHANGED, PARTICIPANT_CHANGED
from shared.database import Transaction
from shared.keys import Keys
from shared.outbox import put_all
from shared.problems import Invalid, NotFound
from shared.revision import next_revision
from shared.sql import dialect_of

ADDED, JOINED, MEMBER = "added", "joined", "member"
MOST = 200  # in one request

_SCOPE = ("participant_id", "purpose", "partner_id", "network_id", "channel")
_AS_DESCRIBED = ("name", "phone", "email", "language")

Row = dict[str, Any]


@dataclass(frozen=True)
class Entered:
    """What became of one line: a new person, one who was known and joined, or one who was a member already."""

    participant_id: str
    status: str


def add_people(
    tx: Transaction, people: Sequence[Row], *, network_id: str, reach: Reach, agreed: bool, keys: Keys
) -> list[Entered]:
    """Makes them members, whoever is known already the one she is; they are invited to the dates that are still open.

    `agreed`: they said so; what somebody withdrew herself stays withdrawn.
    """
    n = KNOWN_NETWORKS.c
    # one list after another, so that two that hold the same person enter her once
    mine = select(n.id).where(n.id == network_id, n.organisation == reach.organisation)
    if not reach.covers(network_id) or tx.scalar(mine.with_for_update()) is None:
        raise NotFound
    known = same_people(tx, people, reach, lock=True)
    named = _named_people(people, known)
    acquaintances, new = Acquaintances(known), list[Row]()
    hers = [_hers(tx, one, named, acquaintances, new, reach.organisation) for one in people]
    before = _members(tx, [row["id"] for row in known], network_id)
    added = {row["id"] for row in new}
    joined = _joining(hers, before)
    _write(tx, new, [_membership(tx, row, tags, network_id) for row, tags in joined])
    if agreed:
        _agree(tx, [row for row, _ in joined])
    invite_all_to_open_events(tx, [row["id"] for row, _ in joined], organisation=reach.organisation, keys=keys)
    return _told(hers, before, added)


def same_people(tx: Transaction, people: Sequence[Row], reach: Reach, *, lock: bool = False) -> list[Row]:
    """Those who are known and could be meant; locked, so that nobody is erased at this moment."""
    p = PARTICIPANTS.c
    meant = or_(may_be_same(people, dialect_of(tx)), p.id.in_(_named(people)))
    query = select(PARTICIPANTS).where(*within(reach), meant).order_by(p.id)
    return [dict(row._mapping) for row in tx.execute(query.with_for_update(of=PARTICIPANTS) if lock else query)]


def _named_people(people: Sequence[Row], known: Sequence[Row]) -> dict[str, Row]:
    """Those of the known whom a line names by their id; Invalid if nobody is known by one."""
    named = {row["id"]: row for row in known if row["id"] in _named(people)}
    missing = [place for place, one in enumerate(people) if _named([one]) - set(named)]
    if missing:
        faults = {f"people.{place}.participant_id": ["Nobody is known by it."] for place in missing}
        raise Invalid("Some of these people are not known; nobody was entered.", errors=faults)
    return named


def _named(people: Sequence[Row]) -> set[str]:
    return {one["participant_id"] for one in people if one.get("participant_id")}


def _hers(
    tx: Transaction,
    one: Row,
    named: dict[str, Row],
    acquaintances: Acquaintances,
    new: list[Row],
    organisation: str,
) -> tuple[Row, list[str]]:
    """Her row, named, found or made, with the tags of this line."""
    if one.get("participant_id"):
        return named[one["participant_id"]], one["tags"]
    same = [] if one["another"] else acquaintances.same(one)
    if same:
        return same[0], one["tags"]
    made = row_of(tx, {name: one[name] for name in _AS_DESCRIBED}, organisation=organisation)
    new.append(made)
    acquaintances.add(made)
    return made, one["tags"]


def _members(tx: Transaction, participant_ids: list[str], network_id: str) -> set[str]:
    m = MEMBERSHIPS.c
    live = (m.participant_id.in_(participant_ids), m.network_id == network_id, m.ended_at.is_(None))
    return set(tx.scalars(select(m.participant_id).where(*live)))


def _joining(hers: list[tuple[Row, list[str]]], before: set[str]) -> list[tuple[Row, list[str]]]:
    """Each who is no member yet, once."""
    first: dict[str, tuple[Row, list[str]]] = {}
    for row, tags in hers:
        if row["id"] not in before:
            first.setdefault(row["id"], (row, tags))
    return list(first.values())


def _membership(tx: Transaction, row: Row, tags: list[str], network_id: str) -> Row:
    return {
        "id": tx.new_id("mem"),
        "organisation": row["organisation"],
        "participant_id": row["id"],
        "network_id": network_id,
        "tags": tags,
        "since": tx.now,
        "revision": next_revision(0, tx.now),
        "changed_at": tx.now,
        "changed_by": tx.by,
    }


def _write(tx: Transaction, new: list[Row], memberships: list[Row]) -> None:
    insert_together(tx, (PARTICIPANTS, new), (MEMBERSHIPS, memberships))
    put_all(tx, PARTICIPANT_CHANGED, [saying_of(row["organisation"], row) for row in new])


def _agree(tx: Transaction, people: list[Row]) -> None:
    """Records that they want to be invited, of those of whom nothing is known: no list undoes a withdrawal."""
    rows = [
        {
            "id": tx.new_id("con"),
            "organisation": row["organisation"],
            "participant_id": row["id"],
            "purpose": INVITATIONS_PURPOSE,
            "partner_id": "",
            "network_id": "",
            "channel": "",
            "given": True,
            "since": tx.now,
            "reference": None,
            "wording_version": WORDING,
            "language": row["language"],
            "source": BY_HAND,
            "by": tx.by,
            "revision": next_revision(0, tx.now),
        }
        for row in people
    ]
    written = {row.id for row in insert_new(tx, CONSENTS, rows, *_SCOPE, returning=("id",))}
    told = [saying_of_consent(row["organisation"], row) for row in rows if row["id"] in written]
    put_all(tx, CONSENT_CHANGED, told)


def _told(hers: list[tuple[Row, list[str]]], before: set[str], added: set[str]) -> list[Entered]:
    seen = set(before)
    told = []
    for row, _ in hers:
        status = MEMBER if row["id"] in seen else ADDED if row["id"] in added else JOINED
        seen.add(row["id"])
        told.append(Entered(row["id"], status))
    return told
