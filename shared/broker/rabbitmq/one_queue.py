"""Publishes to one queue wherever it is, in order, and says how far it got for certain."""

import threading
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from shared.broker import Outgoing
from shared.broker.rabbitmq.addresses import Addresses
from shared.broker.rabbitmq.publisher import Publisher

IDLE = timedelta(seconds=30)


@dataclass
class _Kept:
    """A connection, and since when it was not used, as far as anybody looked."""

    publisher: Publisher
    idle_since: datetime | None = None


class OneQueue:
    """The queue of one name at many addresses; a connection to each is kept while it is used."""

    def __init__(self, queue: str, *, patience: float = 10) -> None:
        self._queue = queue
        self._patience = patience
        self._guard = threading.Lock()
        self._kept: dict[Addresses, _Kept] = {}

    def publish(self, there: Addresses, messages: Sequence[tuple[str, str, str]]) -> int:
        """How many of the messages (id, type, body), from the first on, the queue has confirmed. Raises Unavailable.

        What comes after the first that was not confirmed may be in the queue too: who repeats it puts it there twice.
        """
        window = [
            Outgoing(place, message_id, message_type, body, (self._queue,), public=False)
            for place, (message_id, message_type, body) in enumerate(messages)
        ]
        taken = 0
        try:
            confirmed = self._publisher(there).publish(window)
            lacking = (place for place in range(len(window)) if self._queue not in confirmed.get(place, ()))
            taken = next(lacking, len(window))
        finally:
            if taken < len(window):  # what is still on its way must not come in behind what is repeated
                self.let_go(there)
        return taken

    def let_go(self, there: Addresses) -> None:
        """Ends the connection: a queue that is removed would throw it out."""
        with self._guard:
            kept = self._kept.pop(there, None)
        if kept is not None:
            kept.publisher.close()

    def rest(self, now: datetime) -> int:
        """Ends what is lost, or was not used for a while. Returns 0: nothing waits for it."""
        with self._guard:
            kept = dict(self._kept)
        for there, one in kept.items():
            one.idle_since = one.idle_since or now
            if one.publisher.fault or now - one.idle_since >= IDLE:
                self.let_go(there)
        return 0

    def close(self) -> None:
        for there in list(self._kept):
            self.let_go(there)

    def _publisher(self, there: Addresses) -> Publisher:
        kept = self._kept.get(there)
        if kept is not None and kept.publisher.fault:
            self.let_go(there)
            kept = None
        with self._guard:
            if kept is None:
                publisher = Publisher(there, patience=self._patience, queue=str, listeners=None)
                kept = self._kept[there] = _Kept(publisher)
            kept.idle_since = None
        return kept.publisher
