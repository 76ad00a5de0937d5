"""Messages that `events` reads."""

from services.events.operations.follow_seats import follow_seats
from shared.contracts.registrations import SEATS_CHANGED
from shared.database import Transaction
from shared.dispatcher import Subscription
from shared.message import Message


def on_seats_changed(tx: Transaction, message: Message) -> None:
    """How many seats of an event are taken, and how many wait."""
    follow_seats(
        tx,
        message.data["event_id"],
        organisation=message.organisation,
        revision=message.revision,
        seats=message.data,
    )


SUBSCRIPTIONS = (Subscription(SEATS_CHANGED, on_seats_changed, locks="event_id"),)
