"""A partner's place at the broker: a virtual host with one queue, and a user that can read it and nothing else."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row

from services.partners.amqp_names import QUEUE, name_of
from services.partners.partner_messages import as_told
from shared.broker.rabbitmq.addresses import Addresses
from shared.broker.rabbitmq.management import Management
from shared.broker.rabbitmq.one_queue import OneQueue

CONNECTIONS = 20  # of a partner's programs and ours at once

_NOTHING = "^$"
_QUEUE = f"^{QUEUE}$"
_PUBLISHING = r"^amq\.default$"  # the exchange without a name, as permissions call it


class AmqpPlace:
    """Makes, fills and removes places; all of it can be repeated, and mends what a crash left half made."""

    def __init__(self, management: Management, addresses: Addresses, *, longest: int, patience: float = 10) -> None:
        self._management = management
        self._addresses = addresses
        self._longest = longest
        self._queues = OneQueue(QUEUE, patience=patience)
        self._publishes = addresses.credentials or (management.user, management.password)

    def url(self, partner_id: str, password: str) -> str:
        """Where the partner connects to."""
        name = name_of(partner_id)
        return self._addresses.within(name, name, password).urls[0]

    def make(self, partner_id: str, password: str) -> None:
        """From now on this password opens the place and no earlier one does. Raises Away."""
        name = name_of(partner_id)
        self._management.put("vhosts", name)
        self._management.put("vhost-limits", name, "max-connections", body={"value": CONNECTIONS})
        self._let_publish(name)
        # A policy and no argument of the queue: a queue whose arguments change can never be declared again.
        limits = {"max-length": self._longest, "overflow": "drop-head", "delivery-limit": 1000}
        policy = {"pattern": _QUEUE, "apply-to": "queues", "definition": limits}
        self._management.put("policies", name, "limits", body=policy)
        queue = {"durable": True, "auto_delete": False, "arguments": {"x-queue-type": "quorum"}}
        self._management.put("queues", name, QUEUE, body=queue)
        self._management.delete("users", name)  # throws out whoever is connected with an earlier password
        self._management.put("users", name, body={"password": password, "tags": ""})
        self._permit(name, name, configure=_NOTHING, write=_NOTHING, read=_QUEUE)

    def remove(self, partner_id: str) -> None:
        """Nobody can connect any more, nobody stays connected, and what was not read is gone. Raises Away."""
        self._queues.let_go(self._there(partner_id))
        self._management.delete("users", name_of(partner_id))
        self._management.delete("vhosts", name_of(partner_id))

    def publish(self, partner_id: str, entries: Sequence[Row[Any]]) -> int:
        """How many of these entries, from the first on, are in the queue for certain. Raises Unavailable."""
        messages = [
            (entry.message_id, entry.type, as_told(partner_id, entry.position, entry.body)) for entry in entries
        ]
        return self._queues.publish(self._there(partner_id), messages)

    def rest(self, now: datetime) -> int:
        """Ends connections of which nobody has need at present."""
        return self._queues.rest(now)

    def close(self) -> None:
        self._queues.close()
        self._management.close()

    def _there(self, partner_id: str) -> Addresses:
        return self._addresses.within(name_of(partner_id), *self._publishes)

    def _let_publish(self, vhost: str) -> None:
        """Who makes the queue may make this one, and who publishes may publish to queues by name."""
        maker, publisher = self._management.user, self._publishes[0]
        if maker == publisher:
            self._permit(vhost, maker, configure=_QUEUE, write=_PUBLISHING, read=_NOTHING)
            return
        self._permit(vhost, maker, configure=_QUEUE, write=_NOTHING, read=_NOTHING)
        self._permit(vhost, publisher, configure=_NOTHING, write=_PUBLISHING, read=_NOTHING)

    def _permit(self, vhost: str, user: str, *, configure: str, write: str, read: str) -> None:
        self._management.put("permissions", vhost, user, body={"configure": configure, "write": write, "read": read})


def place_at(broker: str, management: str, *, longest: int) -> AmqpPlace:
    """As the settings name them. Raises ValueError that names the faulty one and quotes no secret."""
    try:
        addresses = Addresses.parse(broker)
    except ValueError as fault:
        raise ValueError(f"SAMLING_PARTNER_BROKER_URL {fault}") from None
    try:
        return AmqpPlace(Management(management), addresses, longest=longest)
    except ValueError as fault:
        raise ValueError(f"SAMLING_BROKER_MANAGEMENT_URL {fault}") from None
