"""Keeps the copy of an event, and tells those concerned when it moved or was called off."""

from typing import cast

from sqlalchemy import Table, func, select, update

from services.notifications.concerned import TOLD, concerned, out_of_it
from services.notifications.gates import EVENT_CALLED_OFF
from services.notifications.invitation import Invitation
from services.notifications.known_event import KnownEvent
from services.notifications.known_network import KnownNetwork
from services.notifications.notification import CHANNELS, EXPIRED, WAITING, Notification
from services.notifications.occasions import EVENT_CANCELLED, MOVED, STILL_TOLD, Occasion
from services.notifications.operations.remind import move_reminders
from services.notifications.operations.tell import tell
from services.notifications.quiet_hours import same_day
from shared.contracts import Contract
from shared.database import Transaction
from shared.dispatcher import NotYet
from shared.message import Message
from shared.sql import follow


def follow_event(tx: Transaction, message: Message, contract: Contract) -> None:
    """Takes the event's state unless a newer one is known, and tells what the difference demands."""
    known = tx.get(KnownEvent, message.data["id"])
    before = (known.sequence, known.starts_at) if known else None
    row = {name: message.data[name] for name in ("id", "network_id", "sequence", "status")}
    row |= {name: message.data[name] for name in ("starts_at", "ends_at", "timezone")}
    row |= {"organisation": message.organisation, "revision": message.revision}
    row["state"] = contract.dump(message.data)
    if not follow(tx, cast(Table, KnownEvent.__table__), row):
        return
    event = tx.get_one(KnownEvent, message.data["id"], populate_existing=True)
    if before is None or event.sequence == before[0]:
        return  # nobody was told yet, or nothing that stands in a calendar changed
    same = any(same_day(tx.now, start, event.timezone) for start in (before[1], event.starts_at))
    network = tx.get(KnownNetwork, event.network_id)
    if network is None:
        raise NotYet("events", event.network_id)
    if event.cancelled:
        _drop_waiting(tx, event)
    else:
        move_reminders(tx, event, network)
    if event.sequence < before[0]:
        _count_anew(tx, event)
        return
    _tell_all(tx, EVENT_CANCELLED if event.cancelled else MOVED, event, network, same)


def _count_anew(tx: Transaction, event: KnownEvent) -> None:
    """Its writer was restored and counts its changes from where it was: the next one must be told, not taken as told.

    Nobody is told of the step back: an organiser says what holds now.
    """
    ahead = (Notification.event_id == event.id, Notification.told_sequence > event.sequence)
    tx.execute(update(Notification).where(*ahead).values(told_sequence=event.sequence))


def _tell_all(tx: Transaction, occasion: Occasion, event: KnownEvent, network: KnownNetwork, same: bool) -> None:
    """Owes it to all who were told an older state and have not declined, on the channels they were told.

    Of the others whom it concerns it is written down that no message tells them.
    """
    data = {"at_once": True} if same else {}
    for channel in CHANNELS:
        told = (
            select(Notification.invitation_id)
            .where(Notification.event_id == event.id, Notification.channel == channel, Notification.state.in_(TOLD))
            .group_by(Notification.invitation_id)
            .having(func.max(Notification.told_sequence) < event.sequence)
        )
        mine = select(Invitation).where(Invitation.event_id == event.id, Invitation.id.in_(told), ~out_of_it())
        invitations = tx.scalars(mine.order_by(Invitation.id)).all()
        tell(
            tx,
            occasion,
            event=event,
            network=network,
            invitations=invitations,
            cause=event.revision,
            channels=(channel,),
            data=data,
        )
    now = (Notification.occasion == occasion.name, Notification.created_at == tx.now)
    owed = select(Notification.invitation_id).where(Notification.event_id == event.id, *now)
    others = select(Invitation).where(*concerned(event.id), Invitation.id.not_in(owed)).order_by(Invitation.id)
    left = tx.scalars(others).all()
    tell(tx, occasion, event=event, network=network, invitations=left, cause=event.revision, in_vain=True)


def _drop_waiting(tx: Transaction, event: KnownEvent) -> None:
    waiting = update(Notification).where(
        Notification.event_id == event.id,
        Notification.state.in_(WAITING),
        Notification.occasion.not_in([occasion.name for occasion in STILL_TOLD]),
    )
    tx.execute(waiting.values(state=EXPIRED, due_at=None, lease=None, reason=EVENT_CALLED_OFF))
