"""Reads of replies and suppressions, as far as a caller sees."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import ColumnElement, Row, and_, exists, func, or_, select
from sqlalchemy.orm import aliased

from services.notifications.invitation import Invitation
from services.notifications.notification import EMAIL, SMS
from services.notifications.recipient import Recipient
from services.notifications.reply import NEEDS_PERSON, RESOLVED, Reply
from services.notifications.suppression import CONSENT, EVERYONE, Suppression
from services.notifications.told_invitation import told_on
from shared.database import Transaction
from shared.http.paging import page
from shared.problems import NotFound

Shown = dict[str, Any]
SHOWN_FOR = timedelta(days=30)


@dataclass(frozen=True)
class Sight:
    """What a caller sees: an organisation, or (`network_id` not null) one of its networks."""

    organisation: str
    network_id: str | None = None

    def of_replies(self) -> list[ColumnElement[bool]]:
        seen = [Reply.organisation == self.organisation]
        if self.network_id is not None:
            phones = (
                select(Recipient.phone)
                .join(Invitation, Invitation.participant_id == Recipient.id)
                .where(Invitation.network_id == self.network_id, Invitation.organisation == self.organisation)
            )
            seen.append(Reply.from_contact.in_(phones))
        return seen

    def of_suppressions(self) -> list[ColumnElement[bool]]:
        if self.network_id is not None:
            return [Suppression.organisation == self.organisation, Suppression.network_id == self.network_id]
        ours = select(Recipient.id).where(
            Recipient.organisation == self.organisation,
            or_(
                (Suppression.channel == SMS) & (Recipient.phone == Suppression.contact),
                (Suppression.channel == EMAIL) & (Recipient.email == Suppression.contact),
            ),
        )
        mine = Suppression.organisation == self.organisation
        # one that holds for everyone is shown to who has that contact, and to nobody else
        return [or_(mine, (Suppression.organisation == EVERYONE) & ours.exists())]


def reply_of(tx: Transaction, reply_id: str, sight: Sight, *, lock: bool = False) -> Reply:
    """One reply, or NotFound."""
    query = select(Reply).where(Reply.id == reply_id, *sight.of_replies())
    reply = tx.scalar(query.with_for_update(of=Reply) if lock else query)
    if reply is None:
        raise NotFound
    return reply


def replies(tx: Transaction, sight: Sight, *, state: str = NEEDS_PERSON, **paging: Any) -> Shown:
    """Those that need a person, the oldest first, or those that were resolved lately, the newest first."""
    query = select(Reply).where(Reply.state == state, *sight.of_replies())
    resolved = state == RESOLVED
    if resolved:
        query = query.where(Reply.resolved_at > tx.now - SHOWN_FOR)
    found = page(
        tx, query, Reply.id, show=lambda row: _with_invitations(tx, row, sight), newest_first=resolved, **paging
    )
    waiting = select(func.count()).select_from(Reply).where(Reply.state == NEEDS_PERSON, *sight.of_replies())
    return found | {"waiting": tx.scalar(waiting) or 0}


def reply(tx: Transaction, reply_id: str, sight: Sight) -> Shown:
    """One reply with the invitations that it may be about."""
    return _with_invitations(tx, reply_of(tx, reply_id, sight), sight)


def _with_invitations(tx: Transaction, found: Reply, sight: Sight) -> Shown:
    told = told_on(tx, found.from_contact) if found.from_contact else []
    about = [
        {
            "invitation_id": one.invitation.id,
            "event_id": one.event.id,
            "participant_id": one.person.id,
            "call_name": one.person.call_name,
            "starts_at": one.event.starts_at,
            "open": one.is_open(tx.now),
            "party_size": one.invitation.party_size,
        }
        for one in told
        if one.invitation.organisation == sight.organisation and sight.network_id in (None, one.invitation.network_id)
    ]
    return reply_shown(found) | {"invitations": about}


def reply_shown(found: Reply) -> Shown:
    return {
        "id": found.id,
        "channel": found.channel,
        "from": found.from_contact,
        "body": found.body,
        "received_at": found.received_at,
        "state": found.state,
        "invitation_id": found.invitation_id,
        "meaning": found.meaning or {},
        "resolved_by": found.resolved_by,
        "resolved_at": found.resolved_at,
    }


def suppression_of(tx: Transaction, suppression_id: str, sight: Sight) -> Suppression:
    """One suppression, or NotFound."""
    found = tx.scalar(select(Suppression).where(Suppression.id == suppression_id, *sight.of_suppressions()))
    if found is None:
        raise NotFound
    return found


def suppressions(tx: Transaction, sight: Sight, **paging: Any) -> Shown:
    """Those in force, each with whose contact it is; what a STOP and the consent behind it say alike is one of them."""
    query = select(Suppression).where(Suppression.lifted_at.is_(None), ~_said_by_another(), *sight.of_suppressions())
    found = page(tx, query, Suppression.id, show=suppression_shown, **paging)
    people = _people_with(tx, sight, [item["contact"] for item in found["items"]])
    items = [item | {"people": _whose(item, people)} for item in found["items"]]
    return found | {"items": items}


def _said_by_another() -> ColumnElement[bool]:
    other = aliased(Suppression)
    same = (other.channel == Suppression.channel, other.contact == Suppression.contact)
    reaches = (
        other.organisation.in_((EVERYONE, Suppression.organisation)),
        other.network_id.is_not_distinct_from(Suppression.network_id),
    )
    stands = (other.lifted_at.is_(None), other.reason != CONSENT)
    return and_(Suppression.reason == CONSENT, exists().where(*same, *reaches, *stands))


def _people_with(tx: Transaction, sight: Sight, contacts: list[str]) -> list[Row[Any]]:
    """Who has one of these contacts, with a network that invited them, the newest last."""
    theirs = or_(Recipient.phone.in_(contacts), Recipient.email.in_(contacts))
    query = (
        select(Recipient.id, Recipient.phone, Recipient.email, Invitation.network_id)
        .join(Invitation, Invitation.participant_id == Recipient.id)
        .where(theirs, Recipient.organisation == sight.organisation, Recipient.erased_at.is_(None))
        .group_by(Recipient.id, Recipient.phone, Recipient.email, Invitation.network_id)
        .order_by(func.max(Invitation.id))
    )
    return list(tx.execute(query))


def _whose(item: Shown, people: list[Row[Any]]) -> list[Shown]:
    theirs = [one for one in people if item["contact"] in (one.phone, one.email)]
    named = {one.id: one.network_id for one in theirs if item["network_id"] in (None, one.network_id)}
    return [{"participant_id": key, "network_id": network_id} for key, network_id in named.items()]


def suppression_shown(found: Suppression) -> Shown:
    return {
        "id": found.id,
        "channel": found.channel,
        "contact": found.contact,
        "network_id": found.network_id,
        "reason": found.reason,
        "since": found.since,
        "lifted_at": found.lifted_at,
    }
