"""Forgets what was kept for a while only: what people needed at events long over, and who asked to join in vain."""

from sqlalchemy import delete, select

from services.registrations import join_request, needs
from services.registrations.join_request import JOIN_REQUESTS
from services.registrations.known_event import KNOWN_EVENTS
from services.registrations.needs import NEEDS
from shared.database import Transaction


def forget_old(tx: Transaction) -> None:
    """Afterwards nothing of it is left."""
    over = select(KNOWN_EVENTS.c.id).where(KNOWN_EVENTS.c.ends_at <= tx.now - needs.KEPT)
    tx.execute(delete(NEEDS).where(NEEDS.c.event_id.in_(over)))
    tx.execute(delete(JOIN_REQUESTS).where(JOIN_REQUESTS.c.asked_at <= tx.now - join_request.KEPT))
