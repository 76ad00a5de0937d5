"""Keeps what is known of a person's registration and tells her what the difference demands."""

from dataclasses import dataclass
from typing import Any, cast

from sqlalchemy import Table, select

from services.notifications.invitation import Invitation
from services.notifications.notification import CHANNELS, EMAIL, SMS
from services.notifications.occasions import (
    CANCELLED,
    CONFIRMED,
    DECLINED,
    MOVED_UP,
    OFFER,
    OFFER_LAPSED,
    REFUSED,
    TENTATIVE,
    WAITING,
    Occasion,
)
from services.notifications.operations.issue_invitations import Secret, known
from services.notifications.operations.remind import drop_reminder, plan_reminder
from services.notifications.operations.take_back import take_back
from services.notifications.operations.tell import tell
from shared.database import Transaction
from shared.message import Message
from shared.sql import insert_ignore

SHE_DID = frozenset({None, "answered", "declined"})
SPOKEN = (SMS, EMAIL)  # channels on which she sees no answer of ours until we send one


@dataclass(frozen=True)
class State:
    """What a registration is, as far as people are told."""

    status: str | None
    party_size: int


def follow_registration(tx: Transaction, message: Message, secret: Secret) -> None:
    """Takes the registration's state unless a newer one is known."""
    event, network = known(tx, message.data["event_id"])
    invitation = _invitation(tx, message, secret)
    if message.revision <= invitation.registration_revision:
        return
    data, before = message.data, State(invitation.status, invitation.party_size)
    unheard = message.again and not invitation.registration_revision
    invitation.registration_revision = message.revision
    invitation.status, invitation.party_size = data["status"], data["party_size"]
    invitation.position = data["position"]
    tx.flush()
    unchanged = State(invitation.status, invitation.party_size) == before
    seated = data["status"] == "confirmed"
    if message.again and unchanged:
        return
    if data["status"] == "cancelled":
        take_back(tx, [invitation.id])
    if seated:
        plan_reminder(tx, event, network, invitation, cause=message.revision)
    else:
        drop_reminder(tx, invitation)
    occasion, channels = _owed(message.type, data)
    if occasion is None or unchanged or unheard:
        return  # who is heard of again for the first time was told by whoever knew her before
    tell(
        tx,
        occasion,
        event=event,
        network=network,
        invitations=[invitation],
        cause=message.revision,
        channels=channels,
        data=_slots(occasion, data),
    )


def note_answer(tx: Transaction, message: Message, secret: Secret) -> None:
    """Keeps her newest answer; one that brings no seat is acknowledged if she texted it."""
    data = message.data
    event, network = known(tx, data["event_id"])
    invitation = _invitation(tx, message, secret)
    if invitation.told_at is not None and data["told_at"] <= invitation.told_at:
        return
    unheard = message.again and invitation.told_at is None
    invitation.answer, invitation.told_at = data["answer"], data["told_at"]
    tx.flush()
    if unheard:
        return
    occasion = {"declined": DECLINED, "tentative": TENTATIVE}.get(data["status"])
    if occasion and data["channel"] == SMS:
        _tell_back(tx, occasion, event, network, invitation, message, {})


def refuse_answer(tx: Transaction, message: Message, secret: Secret) -> None:
    """Tells her on the channel she wrote on that her answer does not count, and why."""
    data = message.data
    event, network = known(tx, data["event_id"])
    invitation = _invitation(tx, message, secret)
    if data["channel"] in SPOKEN:
        _tell_back(tx, REFUSED, event, network, invitation, message, {"reason": data["reason"]})


def _tell_back(
    tx: Transaction, occasion: Occasion, event: Any, network: Any, invitation: Invitation, message: Message, more: Any
) -> None:
    tell(
        tx,
        occasion,
        event=event,
        network=network,
        invitations=[invitation],
        cause=message.revision,
        channels=(message.data["channel"],),
        data={"at_once": True, **more},
    )


def _owed(kind: str, data: dict[str, Any]) -> tuple[Occasion | None, tuple[str, ...]]:
    """What she is to be told, and where."""
    reason = data["reason"]
    if kind == "offer.made.v1":
        return OFFER, CHANNELS
    if kind == "offer.lapsed.v1":
        return OFFER_LAPSED, CHANNELS
    if data["status"] == "confirmed":
        return (MOVED_UP if reason == "moved_up" else CONFIRMED), CHANNELS
    if data["status"] == "waitlisted":
        return WAITING, CHANNELS
    if reason in ("event_cancelled", "offer_lapsed") or data["status"] not in ("cancelled", "declined"):
        return None, ()  # that is told by what the event or the offer says
    # her own no is acknowledged as an answer; her calendar needs the file all the same
    return CANCELLED, ((EMAIL,) if reason == "declined" else CHANNELS)


def _slots(occasion: Occasion, data: dict[str, Any]) -> dict[str, Any]:
    slots: dict[str, Any] = {}
    if occasion.answers and data["reason"] in SHE_DID:
        slots["at_once"] = True
    if data["offer_until"] is not None:
        slots["offer_until"] = data["offer_until"].isoformat()
    return slots


def _invitation(tx: Transaction, message: Message, secret: Secret) -> Invitation:
    """Her invitation; if what issues it has not come through, a row that waits for it."""
    data = message.data
    event, network = known(tx, data["event_id"])
    row = {
        "id": data["invitation_id"],
        "organisation": message.organisation,
        "revision": 0,
        "event_id": event.id,
        "network_id": network.id,
        "participant_id": data["participant_id"],
        "link_version": "",
        "announce": False,
        "reply_secret": secret(data["invitation_id"]),
    }
    insert_ignore(tx, cast(Table, Invitation.__table__), [row], "event_id", "participant_id")
    hers = select(Invitation).where(
        Invitation.event_id == event.id, Invitation.participant_id == data["participant_id"]
    )
    return tx.scalars(hers).one()
