"""Publishes to one queue wherever it is, in order, and says how far it got for certain."""

from collections.abc import Sequence

from shared.broker import Outgoing
from shared.broker.rabbitmq.addresses import Addresses
from shared.broker.rabbitmq.publisher import Publisher


def publish_in_order(
    addresses: Addresses, queue: str, messages: Sequence[tuple[str, str, str]], *, patience: float = 10
) -> int:
    """How many of the messages (id, type, body), from the first on, the queue has confirmed. Raises Unavailable.

    What comes after the first that was not confirmed may be in the queue too: who repeats it puts it there twice.
    """
    window = [
        Outgoing(place, message_id, message_type, body, (queue,), public=False)
        for place, (message_id, message_type, body) in enumerate(messages)
    ]
    # Kept for this window alone: a queue of which a connection is held open could not be removed in peace.
    publisher = Publisher(addresses, patience=patience, queue=str, listeners=None)
    try:
        confirmed = publisher.publish(window)
    finally:
        publisher.close()
    lacking = (place for place in range(len(window)) if queue not in confirmed.get(place, ()))
    return next(lacking, len(window))
