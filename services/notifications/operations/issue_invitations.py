"""Takes a few hundred invitations at once and owes each person hers."""

import base64
import hashlib
import hmac
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, cast

from sqlalchemy import Table, select

from services.notifications.invitation import Invitation
from services.notifications.known_event import KnownEvent
from services.notifications.known_network import KnownNetwork
from services.notifications.occasions import INVITATION
from services.notifications.operations.release_held import why_too_late
from services.notifications.operations.take_back import bring_back, take_back
from services.notifications.operations.tell import tell
from shared.bulk import insert_new
from shared.database import Transaction
from shared.dispatcher import NotYet
from shared.keys import Keys
from shared.message import Message
from shared.sql import insert

INVITATIONS = cast(Table, Invitation.__table__)

Secret = Callable[[str], str]


def reply_secrets(keys: Keys) -> Secret:
    """Makes the secret part of reply addresses: not to be guessed from the invitation's id."""
    key = keys.derive("reply addresses")[0]

    def secret(invitation_id: str) -> str:
        # lower case only: not every mail server keeps the case of an address
        return base64.b32encode(hmac.digest(key, invitation_id.encode(), hashlib.sha256)).decode().lower()[:22]

    return secret


@dataclass(frozen=True, slots=True)
class Fresh:
    """An invitation that was not known before."""

    id: str
    participant_id: str


@dataclass(frozen=True, slots=True)
class Before:
    """What was known of an invitation."""

    revision: int
    link_version: str
    announce: bool


def issue_invitations(tx: Transaction, message: Message, secret: Secret, undo: timedelta = timedelta(0)) -> None:
    """Keeps the invitations; those that are new, or came back after a removal, are told; said again, none is new.

    `undo`: so long they wait, so that they can be taken back.
    """
    data = message.data
    event, network = known(tx, data["event_id"])
    rows = [
        {
            "id": invitation["id"],
            "organisation": message.organisation,
            "revision": message.revision,
            "event_id": event.id,
            "network_id": network.id,
            "participant_id": invitation["participant_id"],
            "link_version": invitation["link_version"],
            "announce": data["announce"],
            "reply_secret": secret(invitation["id"]),
        }
        for invitation in data["invitations"]
    ]
    inserted = insert_new(tx, INVITATIONS, rows, "event_id", "participant_id", returning=("id", "participant_id"))
    fresh = [Fresh(row.id, row.participant_id) for row in inserted]
    unheard = {row.participant_id for row in fresh}
    renewed = _take(tx, event.id, [row for row in rows if row["participant_id"] not in unheard], again=message.again)
    if data["announce"] and not why_too_late(event, INVITATION.name, tx):
        if not message.again:
            tell(tx, INVITATION, event=event, network=network, invitations=fresh, cause=0, undo=undo)
        bring_back(tx, network, [invitation.id for invitation in renewed if invitation.status is None], undo)
        for cause in {invitation.registration_revision for invitation in renewed}:
            some = [invitation for invitation in renewed if invitation.registration_revision == cause]
            tell(tx, INVITATION, event=event, network=network, invitations=some, cause=cause, undo=undo)


def known(tx: Transaction, event_id: str) -> tuple[KnownEvent, KnownNetwork]:
    """The event and its network; NotYet if one has not come through."""
    event = tx.get(KnownEvent, event_id)
    if event is None:
        raise NotYet("events", event_id)
    network = tx.get(KnownNetwork, event.network_id)
    if network is None:
        raise NotYet("events", event.network_id)
    return event, network


def _known(tx: Transaction, event_id: str, participants: list[str]) -> dict[str, Invitation]:
    query = select(Invitation).where(Invitation.event_id == event_id, Invitation.participant_id.in_(participants))
    return {row.participant_id: row for row in tx.scalars(query.execution_options(populate_existing=True))}


def _take(tx: Transaction, event_id: str, rows: list[dict[str, Any]], *, again: bool) -> list[Invitation]:
    """Brings those that are known to what was said of them, if that is newer; returns whom to tell."""
    if not rows:
        return []
    people = [row["participant_id"] for row in rows]
    before = {
        key: Before(row.revision, row.link_version, row.announce) for key, row in _known(tx, event_id, people).items()
    }
    statement = insert(tx, INVITATIONS)
    changed = {name: statement.excluded[name] for name in ("id", "revision", "link_version", "announce")}
    newer = INVITATIONS.c.revision < statement.excluded.revision
    tx.flush()
    tx.connection().execute(
        statement.on_conflict_do_update(index_elements=["event_id", "participant_id"], set_=changed, where=newer),
        rows,
    )
    now = _known(tx, event_id, people)
    take_back(tx, [now[key].id for key in people if before[key].announce and not now[key].announce])
    return [now[key] for key in people if _is_news(before[key], now[key], again=again)]


def _is_news(before: Before, now: Invitation, *, again: bool) -> bool:
    is_back = now.announce and not before.announce and now.link_version == before.link_version
    if not before.revision or is_back:  # her answer came before her invitation, or it was taken back
        return now.status is None and not again
    # a new link: the same one said again, as after a restore, invites nobody who was removed
    renewed = now.revision > before.revision and now.link_version != before.link_version
    return renewed and now.status == "cancelled" and now.revision > now.registration_revision
