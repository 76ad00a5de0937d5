"""Follows an event as `events` tells of it: what people are shown, its seats, and when its members are invited."""

from typing import Any

from sqlalchemy import ColumnElement, and_, case, insert, literal, or_, select, update

from services.registrations import saying, seats
from services.registrations.base import risen
from services.registrations.handover import hand_over
from services.registrations.history import HISTORY
from services.registrations.known_event import CANCELLED, FOLLOWED, KNOWN_EVENTS
from services.registrations.known_network import KNOWN_NETWORKS
from services.registrations.operations.lapse import rule_of
from services.registrations.registration import CONFIRMED, OFFERED, REGISTRATIONS, TENTATIVE, WAITLISTED
from shared.database import Transaction
from shared.dispatcher import NotYet
from shared.revision import next_revision
from shared.sql import follow


def follow_event(tx: Transaction, event: dict[str, Any], *, organisation: str, revision: int) -> None:
    """Takes the newer state of an event, and does all that it demands of seats and registrations."""
    network = KNOWN_NETWORKS.c
    if tx.scalar(select(network.id).where(network.id == event["network_id"])) is None:
        raise NotYet("events", event["network_id"])
    seats.open_for(tx, event["id"], organisation, event["capacity"])
    row = {name: event[name] for name in FOLLOWED}
    # before the seats: who invites the members holds this row and may wait for somebody who then wants the seats
    if not follow(tx, KNOWN_EVENTS, row | {"organisation": organisation, "revision": revision}):
        return
    counters = seats.lock(tx, event["id"], organisation)
    _plan_inviting(tx, event["id"])
    counters.capacity, counters.closed = event["capacity"], event["status"] == CANCELLED
    if counters.closed:
        _cancel_all(tx, counters)
    _end_offers_at_the_start(tx, event)
    moved = hand_over(tx, counters, rule_of(tx, event["id"]))
    seats.save(tx, counters)
    saying.say_registrations(tx, moved)


def _plan_inviting(tx: Transaction, event_id: str) -> None:
    e = KNOWN_EVENTS.c
    to_invite = and_(e.invited_at.is_(None), e.status != CANCELLED)
    tx.execute(update(KNOWN_EVENTS).where(e.id == event_id).values(due_at=case((to_invite, e.invite_at), else_=None)))


def _cancel_all(tx: Transaction, counters: seats.Seats) -> None:
    """All at once and without a word to anyone: the event's own message tells them."""
    r = REGISTRATIONS.c
    standing = and_(r.event_id == counters.event_id, _stands())
    values = {
        "status": "cancelled",
        "reason": "event_cancelled",
        "revision": risen(r.revision, literal(next_revision(0, tx.now))),
        "changed_at": tx.now,
        "changed_by": tx.by,
        **dict.fromkeys(("position", "offer_until", "seat_held_until", "due_at")),
    }
    tx.execute(update(REGISTRATIONS).where(standing).values(values))
    names = ("registration_id", "revision", "organisation", "event_id", "status", "party_size", "at", "by", "reason")
    ended = (r.id, r.revision, r.organisation, r.event_id, r.status, r.party_size, r.changed_at, r.changed_by, r.reason)
    now_ended = (r.event_id == counters.event_id, r.reason == "event_cancelled", r.changed_at == tx.now)
    tx.execute(insert(HISTORY).from_select(names, select(*ended).where(*now_ended)))
    counters.taken = counters.waiting = 0


def _stands() -> ColumnElement[bool]:
    r = REGISTRATIONS.c
    return or_(r.status.in_([CONFIRMED, WAITLISTED, OFFERED, TENTATIVE]), r.seat_held_until.is_not(None))


def _end_offers_at_the_start(tx: Transaction, event: dict[str, Any]) -> None:
    """An event that moved forward shortens the offers that would outlive its start."""
    r, starts_at = REGISTRATIONS.c, event["starts_at"]
    late = (r.event_id == event["id"], r.status == OFFERED, r.offer_until > starts_at)
    tx.execute(update(REGISTRATIONS).where(*late).values(offer_until=starts_at, due_at=starts_at))
