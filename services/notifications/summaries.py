"""Counts what became of what people are told, cheaply enough to be asked for every other second."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, func, select

from services.notifications.concerned import is_untold
from services.notifications.known_event import KnownEvent
from services.notifications.notification import AWAITING_RECIPIENT, HELD, QUEUED, SENDING, Notification
from services.notifications.preview import network_of
from services.notifications.reply_queries import Sight
from shared.database import Transaction
from shared.http.paging import page
from shared.problems import NotFound

Shown = dict[str, Any]
SOON = timedelta(minutes=2)  # what is due later waits for the morning, or for the day before

_UNDER_WAY = (QUEUED, AWAITING_RECIPIENT, SENDING)


def of_event(tx: Transaction, sight: Sight, event_id: str) -> Shown:
    """Of all that people are told about one event."""
    event = event_within(tx, sight, event_id)
    return {"event_id": event.id, **_summary(tx, Notification.event_id == event.id)}


def event_within(tx: Transaction, sight: Sight, event_id: str) -> KnownEvent:
    """The event, if the caller sees it, else NotFound."""
    event = tx.get(KnownEvent, event_id)
    if event is None or event.organisation != sight.organisation or sight.network_id not in (None, event.network_id):
        raise NotFound
    return event


def untold_of(tx: Transaction, sight: Sight, event_id: str, **paging: Any) -> Shown:
    """Whom no message told that an event was moved or cancelled."""
    event = event_within(tx, sight, event_id)
    since: Any = func.max(Notification.created_at).label("since")
    query = select(Notification.participant_id, since).where(KnownEvent.id == event.id, *is_untold())
    query = query.group_by(Notification.participant_id)
    return page(tx, query, Notification.participant_id, show=lambda row: dict(row._mapping), **paging)


def of_network(tx: Transaction, sight: Sight, network_id: str) -> Shown:
    """Of all events of a network that are not over."""
    network = network_of(tx, network_id, sight)
    events = select(KnownEvent.id).where(KnownEvent.network_id == network.id, KnownEvent.ends_at > tx.now)
    return {
        "network_id": network.id,
        "sending": network.sending,
        "held_events": _held_events(tx, network.id),
        **_summary(tx, Notification.event_id.in_(events)),
    }


def _held_events(tx: Transaction, network_id: str) -> list[Shown]:
    """For which events something is held, the soonest first."""
    held = (Notification.network_id == network_id, Notification.state == HELD)
    counts = select(Notification.event_id, func.count().label("count")).where(*held).group_by(Notification.event_id)
    found = counts.subquery()
    query = select(found.c.event_id, found.c.count).join(KnownEvent, KnownEvent.id == found.c.event_id)
    coming = query.where(KnownEvent.ends_at > tx.now).order_by(KnownEvent.starts_at, KnownEvent.id)
    return [dict(row._mapping) for row in tx.execute(coming)]


def _summary(tx: Transaction, which: ColumnElement[bool]) -> Shown:
    kind = (Notification.occasion, Notification.channel, Notification.state)
    later = Notification.due_at > tx.now + SOON
    counts = select(
        *kind,
        func.count().label("count"),
        func.count().filter(later).label("later"),
        func.min(Notification.due_at).filter(later).label("next_due_at"),
        func.min(Notification.due_at).filter(_untried()).label("starts_at"),
        func.min(Notification.sent_at).label("first_sent_at"),
        func.max(Notification.sent_at).label("last_sent_at"),
    )
    rows = [dict(row._mapping) for row in tx.execute(counts.where(which).group_by(*kind).order_by(*kind))]
    for row in rows:
        if row["state"] == SENDING:  # its due time is the end of a lease
            row |= {"later": 0, "next_due_at": None}
    under_way = [row for row in rows if row["state"] in _UNDER_WAY]
    return {
        "counts": rows,
        "total": sum(row["count"] for row in rows),
        "waiting": sum(row["count"] - row["later"] for row in under_way),
        "later": sum(row["later"] for row in under_way),
        "held": sum(row["count"] for row in rows if row["state"] == HELD),
        "next_due_at": _first(row["next_due_at"] for row in rows),
        "starts_at": _first(row["starts_at"] for row in rows),
        "first_sent_at": _first(row["first_sent_at"] for row in rows),
        "last_sent_at": max((row["last_sent_at"] for row in rows if row["last_sent_at"]), default=None),
    }


def _untried() -> ColumnElement[bool]:
    return and_(Notification.state == QUEUED, Notification.attempts == 0)


def _first(instants: Iterable[datetime | None]) -> datetime | None:
    return min((instant for instant in instants if instant), default=None)
