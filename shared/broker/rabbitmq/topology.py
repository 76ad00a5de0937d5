"""What stands in the broker: a quorum queue per reader, an exchange for listeners outside, a queue of dead letters.

Queues declare their type alone: limits and the dead-letter exchange are policies (`infra/rabbitmq/definitions.json`),
because a queue whose arguments change can never be declared again.
"""

from kombu import Exchange, Queue

LISTENERS = "samling"
DEAD_LETTERS = "samling.dead"


def queue_name(reader: str) -> str:
    """The queue of one service."""
    return f"samling.{reader}"


def queue_of(reader: str) -> Queue:
    """As its reader declares it. Everybody publishes to it by name, through the exchange without a name."""
    return Queue(queue_name(reader), exchange=None, durable=True, queue_arguments={"x-queue-type": "quorum"})


def listeners() -> Exchange:
    """Where a copy of every message goes that its contract declares public, with its type as routing key."""
    return Exchange(LISTENERS, type="topic", durable=True)
