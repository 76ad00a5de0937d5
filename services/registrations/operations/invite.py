"""Invites: the members of an event's network when it is due, people an organiser names, and those who join later."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import Select, exists, select, update

from services.registrations.base import AnyRow
from services.registrations.consent import CONSENTS, INVITATIONS_PURPOSE, may_invite
from services.registrations.invitation import INVITATIONS
from services.registrations.issuing import issue, known_event, renew
from services.registrations.known_event import CANCELLED, KNOWN_EVENTS
from services.registrations.membership import MEMBERSHIPS
from services.registrations.participant import PARTICIPANTS, hold_still
from shared.database import Transaction
from shared.keys import Keys
from shared.problems import Conflict, Invalid

SOON = timedelta(seconds=1)
_PIECE = 500  # ids in one IN (…)


def invite_members(tx: Transaction, event_id: str, *, organisation: str, keys: Keys) -> int:
    """Invites every member who agreed to it and has no invitation yet; who joins later gets one then.

    If somebody is being changed at this moment, the event is due again soon for her sake.
    """
    event = known_event(tx, event_id, organisation, lock=True)
    if event.status == CANCELLED or event.starts_at <= tx.now:
        _too_late(tx, event_id)
        return 0
    wanted = _willing(event.network_id).where(~_invited(event_id))
    # who is being changed or erased is passed over: to wait for her could be a ring, as she waits for the event
    held = {one.id for one in tx.execute(wanted.with_for_update(read=True, skip_locked=True, of=PARTICIPANTS))}
    found = tx.execute(wanted).all()
    if all(one.id in held for one in found):
        _invited_all(tx, event_id)
    else:
        _invite_again(tx, event_id)
    reachable = _reachable(tx, event.network_id, [one for one in found if one.id in held])
    return len(issue(tx, event, reachable, keys=keys, announce=True))


def invite_people(
    tx: Transaction, event_id: str, participant_ids: Sequence[str], *, organisation: str, keys: Keys
) -> int:
    """Invites these people; one whose invitation was removed gets a new one. All must have agreed, or none is."""
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
    return len(issued) + len(renew(tx, event, participant_ids, keys=keys, announce=True))


def invite_to_open_events(tx: Transaction, participant_id: str, *, organisation: str, keys: Keys) -> int:
    """Invites one person to the dates of her networks whose members were invited and that lie ahead."""
    e, m = KNOWN_EVENTS.c, MEMBERSHIPS.c
    hers = select(m.network_id).where(m.participant_id == participant_id, m.ended_at.is_(None))
    ahead = (e.organisation == organisation, e.network_id.in_(hers), e.status != CANCELLED, e.starts_at > tx.now)
    # waits for an inviting that is under way: it has not seen her, and she would not see it;
    # by id, as a batch of messages about several events locks them
    events = tx.execute(select(KNOWN_EVENTS).where(*ahead).order_by(e.id).with_for_update()).all()
    return sum(
        len(issue(tx, event, [participant_id], keys=keys, announce=True))
        for event in sorted(events, key=lambda event: event.starts_at)
        if event.invited_at is not None and participant_id in _willing_of(tx, event, [participant_id])
    )


def _invited_all(tx: Transaction, event_id: str) -> None:
    tx.execute(update(KNOWN_EVENTS).where(KNOWN_EVENTS.c.id == event_id).values(invited_at=tx.now, due_at=None))


def _too_late(tx: Transaction, event_id: str) -> None:
    # nobody counts as invited: should it turn out to have been moved ahead, they are invited then
    tx.execute(update(KNOWN_EVENTS).where(KNOWN_EVENTS.c.id == event_id).values(due_at=None))


def _invite_again(tx: Transaction, event_id: str) -> None:
    tx.execute(update(KNOWN_EVENTS).where(KNOWN_EVENTS.c.id == event_id).values(due_at=tx.now + SOON))


def _willing(network_id: str) -> Select[Any]:
    """The live members of a network that agreed to invitations."""
    p, m = PARTICIPANTS.c, MEMBERSHIPS.c
    members = select(p.id, p.channels).join(MEMBERSHIPS, m.participant_id == p.id)
    live = (m.network_id == network_id, m.ended_at.is_(None), p.erased_at.is_(None))
    return members.where(*live, may_invite(network_id)).order_by(p.id)


def _willing_of(tx: Transaction, event: AnyRow, participant_ids: Sequence[str]) -> set[str]:
    p, willing = PARTICIPANTS.c, set()
    for start in range(0, len(participant_ids), _PIECE):
        some = p.id.in_(participant_ids[start : start + _PIECE])
        agreed = (some, p.organisation == event.organisation, p.erased_at.is_(None), may_invite(event.network_id))
        willing.update(_reachable(tx, event.network_id, tx.execute(select(p.id, p.channels).where(*agreed)).all()))
    return willing


def _reachable(tx: Transaction, network_id: str, people: Sequence[Any]) -> list[str]:
    """Without those who withdrew every one of their channels; who has none at all is called by a person."""
    c = CONSENTS.c
    withdrawn = select(c.participant_id, c.channel).where(
        c.purpose == INVITATIONS_PURPOSE, ~c.given, c.channel != "", c.network_id.in_(["", network_id])
    )
    closed: dict[str, set[str]] = {}
    for row in tx.execute(withdrawn):
        closed.setdefault(row.participant_id, set()).add(row.channel)
    return [one.id for one in people if not one.channels or set(one.channels) - closed.get(one.id, set())]


def _invited(event_id: str) -> Any:
    i = INVITATIONS.c
    return exists().where(i.event_id == event_id, i.participant_id == PARTICIPANTS.c.id)
