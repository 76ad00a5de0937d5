"""Keeps the copy of an event's seats that is shown beside it."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import update

from services.events.event import Event
from shared.database import Transaction


def follow_seats(tx: Transaction, event_id: str, *, organisation: str, revision: int, seats: Mapping[str, Any]) -> None:
    """Takes the seats as told at this revision, unless a newer one is known. The event itself does not change."""
    tx.execute(
        update(Event)
        .where(Event.id == event_id, Event.organisation == organisation, Event.seats_revision < revision)
        .values(
            seats_allowed=seats["allowed"],
            seats_taken=seats["taken"],
            seats_waiting=seats["waiting"],
            seats_revision=revision,
        )
    )
