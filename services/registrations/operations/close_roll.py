"""Closes the roll of an event, so that nobody else is recorded, and opens it again."""

from datetime import timedelta

from sqlalchemy import delete

from services.registrations.attendance import ROLLS
from services.registrations.roll import check_open, roll_of
from shared.database import Transaction
from shared.problems import Conflict
from shared.sql import insert_ignore


def close_roll(tx: Transaction, event_id: str, *, organisation: str, opens_before: timedelta) -> None:
    """Closes it; a Conflict if it is closed, or the event has not begun: somebody may come yet."""
    roll = roll_of(tx, event_id, organisation)
    check_open(tx, roll, opens_before)
    if tx.now < roll.starts_at:
        raise Conflict("The event has not begun.")
    row = {"event_id": event_id, "organisation": organisation, "closed_at": tx.now, "closed_by": tx.by}
    insert_ignore(tx, ROLLS, [row], "event_id")


def reopen_roll(tx: Transaction, event_id: str, *, organisation: str) -> None:
    """Opens it again after a mistake; open already, it stays so."""
    roll_of(tx, event_id, organisation)
    tx.execute(delete(ROLLS).where(ROLLS.c.event_id == event_id))
