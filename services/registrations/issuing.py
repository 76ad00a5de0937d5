"""Issues invitations: rows by the hundred, told in messages of a few hundred each."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import exists, literal, select, update

from services.registrations import seats
from services.registrations.base import AnyRow, risen
from services.registrations.invitation import INVITATIONS
from services.registrations.known_event import KNOWN_EVENTS
from services.registrations.registration import REGISTRATIONS
from shared.bulk import insert_new
from shared.contracts.registrations import INVITATIONS_ISSUED
from shared.database import Transaction
from shared.keys import Keys
from shared.link_tokens import link_token, new_version, number_of, token_hash
from shared.outbox import Saying, put_all
from shared.problems import NotFound
from shared.revision import next_revision

TOGETHER = 300  # invitations in one message


def known_event(tx: Transaction, event_id: str, organisation: str, *, lock: bool = False) -> AnyRow:
    """The event as it is known here; 404 if it is not."""
    query = select(KNOWN_EVENTS).where(KNOWN_EVENTS.c.id == event_id, KNOWN_EVENTS.c.organisation == organisation)
    row = tx.execute(query.with_for_update() if lock else query).first()
    if row is None:
        raise NotFound
    return row


def issue(tx: Transaction, event: AnyRow, participant_ids: Sequence[str], *, keys: Keys, announce: bool) -> list[str]:
    """Invites these people; who has an invitation keeps it. Returns the participants that got one."""
    sayings: list[Saying] = []
    invited: list[str] = []
    in_order = sorted(set(participant_ids))  # two who invite the same people wait for each other, never in a ring
    for start in range(0, len(in_order), TOGETHER):
        chunk = in_order[start : start + TOGETHER]
        issued = _insert(tx, [_row(tx, event, one, keys, announce) for one in chunk])
        if issued:
            sayings.append(saying_of(event.id, event, issued, announce, next_revision(0, tx.now)))
            invited += [row.participant_id for row in issued]
    put_all(tx, INVITATIONS_ISSUED, sayings)
    return invited


def renew(tx: Transaction, event: AnyRow, participant_ids: Sequence[str], *, keys: Keys, announce: bool) -> list[str]:
    """Gives removed invitations of these people back, with new links; the old ones stay void. Returns whose."""
    seats.lock(tx, event.id, event.organisation)  # as whoever takes an invitation away does
    i = INVITATIONS.c
    removed = select(INVITATIONS).where(i.event_id == event.id, i.participant_id.in_(participant_ids), i.removed)
    rows = tx.execute(removed.order_by(i.id)).all()
    for row in rows:
        version = new_version(keys, number_of(row.link_version) + 1)
        fresh = {
            "link_version": version,
            "token_hash": token_hash(link_token(keys, row.id, version)),
            "issued_at": tx.now,
            "announce": announce,
            "removed": False,
            "rang_at": None,
            "revision": next_revision(row.revision, tx.now),
            "changed_at": tx.now,
            "changed_by": tx.by,
        }
        issued = tx.execute(update(INVITATIONS).where(i.id == row.id).values(fresh).returning(*_TOLD)).all()
        put_all(tx, INVITATIONS_ISSUED, [saying_of(event.id, event, issued, announce, next_revision(0, tx.now))])
    return [row.participant_id for row in rows]


def announce_to(tx: Transaction, event: AnyRow, participant_ids: Sequence[str], *, announce: bool) -> list[str]:
    """Says whether those of these who said nothing are to be told of their invitation; it stands. Returns of whom."""
    i, r = INVITATIONS.c, REGISTRATIONS.c
    silent = ~exists().where(r.invitation_id == i.id)
    otherwise = i.announce.is_(not announce)
    theirs = (i.event_id == event.id, i.participant_id.in_(participant_ids), otherwise, ~i.removed, silent)
    if tx.scalar(select(i.id).where(*theirs).limit(1)) is None:
        return []
    seats.lock(tx, event.id, event.organisation)  # as whoever takes an invitation away does
    said = {"announce": announce, "revision": risen(i.revision, literal(next_revision(0, tx.now)))}
    changed = update(INVITATIONS).where(*theirs).values(said | {"changed_at": tx.now, "changed_by": tx.by})
    rows = tx.execute(changed.returning(*_TOLD, i.revision)).all()
    newest = max((row.revision for row in rows), default=0)
    put_all(tx, INVITATIONS_ISSUED, [saying_of(event.id, event, rows, announce, newest)] if rows else [])
    return [row.participant_id for row in rows]


_TOLD = (INVITATIONS.c.id, INVITATIONS.c.participant_id, INVITATIONS.c.link_version)


def _insert(tx: Transaction, rows: list[dict[str, Any]]) -> Sequence[AnyRow]:
    told = tuple(column.name for column in _TOLD)
    return insert_new(tx, INVITATIONS, rows, "event_id", "participant_id", returning=told)


def _row(tx: Transaction, event: AnyRow, participant_id: str, keys: Keys, announce: bool) -> dict[str, Any]:
    invitation_id, version = tx.new_id("inv"), new_version(keys, 1)
    return {
        "id": invitation_id,
        "organisation": event.organisation,
        "event_id": event.id,
        "participant_id": participant_id,
        "network_id": event.network_id,
        "link_version": version,
        "token_hash": token_hash(link_token(keys, invitation_id, version)),
        "issued_at": tx.now,
        "announce": announce,
        "removed": False,
        "revision": next_revision(0, tx.now),
        "changed_at": tx.now,
        "changed_by": tx.by,
    }


def saying_of(event_id: str, whose: AnyRow, issued: Sequence[AnyRow], announce: bool, revision: int) -> Saying:
    """What is told of some invitations to one event; `whose`: its organisation and network."""
    first = issued[0]
    data = {
        "event_id": event_id,
        "network_id": whose.network_id,
        "announce": announce,
        "invitations": [
            {"id": row.id, "participant_id": row.participant_id, "link_version": row.link_version} for row in issued
        ],
    }
    # the first invitation with its link version numbers the message, so that no two have one subject
    number = f"{first.id.removeprefix('inv_')}.{number_of(first.link_version)}"
    return Saying(whose.organisation, f"{event_id}/invitations/{number}", revision, data)
