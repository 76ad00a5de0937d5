"""Closes the roll of an event: nobody else is recorded any more."""

from datetime import timedelta

from services.registrations.attendance import ROLLS
from services.registrations.roll import check_open, roll_of
from shared.database import Transaction
from shared.sql import insert_ignore


def close_roll(tx: Transaction, event_id: str, *, organisation: str, opens_before: timedelta) -> None:
    """Closes it; a Conflict if it is closed or has not opened."""
    check_open(tx, roll_of(tx, event_id, organisation), opens_before)
    row = {"event_id": event_id, "organisation": organisation, "closed_at": tx.now, "closed_by": tx.by}
    insert_ignore(tx, ROLLS, [row], "event_id")
