"""Invites: the members of an event's network when it is due, people an organiser names, and those who join later."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, Text, and_, exists, not_, or_, select, type_coerce, update

from services.registrations.base import AnyRow
from services.registrations.consent import CONSENTS, INVITATIONS_PURPOSE, may_invite
from services.registrations.invitation import INVITATIONS
from services.registrations.issuing import announce_to, issue, known_event, renew
from services.registrations.known_event import CANCELLED, KNOWN_EVENTS
from services.registrations.membership import MEMBERSHIPS
from services.registrations.participant import PARTICIPANTS, hold_still
from shared.bulk import among
from shared.database import Transaction
from shared.keys import Keys
from shared.problems import Conflict, Invalid

SOON = timedelta(seconds=1)
CHANNELS = ("sms", "email")
_PIECE = 500  # ids in one IN (…)


def invite_members(tx: Transaction, event_id: str, *, organisation: str, keys: Keys) -> int:
    """Invites every member who agreed to it and has no invitation yet; who joins later gets one then.

    If somebody is being changed at this moment, the event is due again soon for her sake.
    """
    return invite_some(tx, event_id, organisation=organisation, keys=keys).invited


@dataclass(frozen=True)
class Invited:
    """How many were invited now; `after`: behind whom to go on, if there may be more."""

    invited: int
    after: str | None = None


def invite_some(
    tx: Transaction, event_id: str, *, organisation: str, keys: Keys, after: str = "", most: int | None = None
) -> Invited:
    """As `invite_members`, but of so many members, from this one on; the event is due at once for the others."""
    event = known_event(tx, event_id, organisation, lock=True)
    if event.status == CANCELLED or event.starts_at <= tx.now:
        _too_late(tx, event_id)
        return Invited(0)
    page = _members(event.network_id, after).limit(most)
    members = tx.scalars(page).all() if most is not None else []
    whose = among(tx, PARTICIPANTS.c.id, members) if most is not None else PARTICIPANTS.c.id.in_(page)
    willing = (PARTICIPANTS.c.erased_at.is_(None), may_invite(event.network_id), _reachable(event.network_id))
    # of these alone: PostgreSQL knows no numbers of an event that is being invited, and would look at all, each time
    wanted = select(PARTICIPANTS.c.id).where(whose, *willing, not_(_invited(event_id)))
    # who is being changed or erased is passed over: to wait for her could be a ring, as she waits for the event
    held = wanted.order_by(PARTICIPANTS.c.id).with_for_update(read=True, skip_locked=True, of=PARTICIPANTS)
    invited = len(issue(tx, event, tx.scalars(held).all(), keys=keys, announce=True))
    if most is not None and len(members) == most:
        _invite_again(tx, event_id, tx.now)
        return Invited(invited, members[-1])
    if tx.scalar(select(willing_members(event.network_id).where(not_(_invited(event_id))).exists())):
        _invite_again(tx, event_id, tx.now + SOON)
    else:
        _invited_all(tx, event_id)
    return Invited(invited)


def invite_people(
    tx: Transaction, event_id: str, participant_ids: Sequence[str], *, organisation: str, keys: Keys
) -> int:
    """Invites these people; one whose invitation was removed gets a new one. All must have agreed, or none is.

    Who had left the network before she was told is told after all.
    """
    event = known_event(tx, event_id, organisation)
    if event.status == CANCELLED or event.ends_at <= tx.now:
        raise Conflict("The event is cancelled or over.")
    hold_still(tx, organisation, participant_ids)
    willing = _willing_of(tx, event, participant_ids)
    faults = {
        f"participant_ids.{place}": ["Not known, or has not agreed to invitations."]
        for place, one in enumerate(participant_ids)
        if one not in willing
    }
    if faults:
        raise Invalid("Some of these people cannot be invited; nobody was.", errors=faults)
    issued = issue(tx, event, participant_ids, keys=keys, announce=True)
    issued += announce_to(tx, event, participant_ids, announce=True)
    return len(issued) + len(renew(tx, event, participant_ids, keys=keys, announce=True))


def invite_to_open_events(tx: Transaction, participant_id: str, *, organisation: str, keys: Keys) -> int:
    """Invites one person to the dates of her networks whose members were invited and that lie ahead."""
    return invite_all_to_open_events(tx, [participant_id], organisation=organisation, keys=keys)


def invite_all_to_open_events(tx: Transaction, participant_ids: Sequence[str], *, organisation: str, keys: Keys) -> int:
    """The same for several, each to those of her own networks; says how many invitations that made.

    Who had left a network before she was told of a date, and is back, is told of it now.
    """
    networks = _networks_of(tx, participant_ids)
    e = KNOWN_EVENTS.c
    ahead = (e.organisation == organisation, e.network_id.in_(networks), e.status != CANCELLED, e.starts_at > tx.now)
    # waits for an inviting that is under way: it has not seen her, and she would not see it;
    # by id, as a batch of messages about several events locks them
    events = tx.execute(select(KNOWN_EVENTS).where(*ahead).order_by(e.id).with_for_update()).all()
    invited = [event for event in events if event.invited_at is not None]
    willing = {event.id: sorted(_willing_of(tx, event, networks[event.network_id])) for event in invited}
    issued = sum(
        len(issue(tx, event, willing[event.id], keys=keys, announce=True))
        for event in sorted(invited, key=lambda event: event.starts_at)
    )
    return issued + sum(len(announce_to(tx, event, willing[event.id], announce=True)) for event in invited)


def _networks_of(tx: Transaction, participant_ids: Sequence[str]) -> dict[str, list[str]]:
    """The networks these people belong to, each with those of them who do."""
    m = MEMBERSHIPS.c
    live = (m.participant_id.in_(participant_ids), m.ended_at.is_(None))
    found: dict[str, list[str]] = {}
    for row in tx.execute(select(m.network_id, m.participant_id).where(*live)):
        found.setdefault(row.network_id, []).append(row.participant_id)
    return found


def _invited_all(tx: Transaction, event_id: str) -> None:
    tx.execute(update(KNOWN_EVENTS).where(KNOWN_EVENTS.c.id == event_id).values(invited_at=tx.now, due_at=None))


def _too_late(tx: Transaction, event_id: str) -> None:
    # nobody counts as invited: should it turn out to have been moved ahead, they are invited then
    tx.execute(update(KNOWN_EVENTS).where(KNOWN_EVENTS.c.id == event_id).values(due_at=None))


def _invite_again(tx: Transaction, event_id: str, at: datetime) -> None:
    tx.execute(update(KNOWN_EVENTS).where(KNOWN_EVENTS.c.id == event_id).values(due_at=at))


def _members(network_id: str, after: str) -> Select[Any]:
    """The live members of a network, by id."""
    m = MEMBERSHIPS.c
    live = (m.network_id == network_id, m.ended_at.is_(None), m.participant_id > after)
    return select(m.participant_id).where(*live).order_by(m.participant_id)


def willing_members(network_id: str) -> Select[Any]:
    """The live members of a network that agreed to invitations."""
    p, m = PARTICIPANTS.c, MEMBERSHIPS.c
    members = select(p.id).join(MEMBERSHIPS, m.participant_id == p.id)
    live = (m.network_id == network_id, m.ended_at.is_(None), p.erased_at.is_(None))
    return members.where(*live, may_invite(network_id), _reachable(network_id))


def _willing_of(tx: Transaction, event: AnyRow, participant_ids: Sequence[str]) -> set[str]:
    p, network = PARTICIPANTS.c, event.network_id
    willing: set[str] = set()
    for start in range(0, len(participant_ids), _PIECE):
        some = p.id.in_(participant_ids[start : start + _PIECE])
        agreed = (some, p.organisation == event.organisation, p.erased_at.is_(None), may_invite(network))
        willing.update(tx.scalars(select(p.id).where(*agreed, _reachable(network))))
    return willing


def _reachable(network_id: str) -> ColumnElement[bool]:
    """SQL: she did not withdraw every one of her channels; who has none at all is called by a person."""
    c, channels = CONSENTS.c, type_coerce(PARTICIPANTS.c.channels, Text)
    withdrawn = (
        c.participant_id == PARTICIPANTS.c.id,
        c.purpose == INVITATIONS_PURPOSE,
        ~c.given,
        c.network_id.in_(["", network_id]),
    )
    left = [
        and_(channels.contains(f'"{name}"'), ~exists().where(*withdrawn, c.channel == name))
        for name in ("sms", "email")
    ]
    return or_(channels == "[]", *left)


def _invited(event_id: str) -> ColumnElement[bool]:
    i = INVITATIONS.c
    # looked up for each: of an event that was just invited PostgreSQL knows no numbers, and compares all with all
    hers = select(i.id).where(i.event_id == event_id, i.participant_id == PARTICIPANTS.c.id)
    return hers.scalar_subquery().is_not(None)
