"""A broker for one process: publishing stores the message in each reader's inbox before it returns."""

from collections.abc import Mapping, Sequence

import structlog

from shared import crash_points
from shared.broker import Outgoing, Receive

_log = structlog.get_logger(__name__)


class InProcessBroker:
    """Keeps nothing itself, so it has nothing to lose: one transaction per inbox and window."""

    def __init__(self) -> None:
        self._readers: dict[str, Receive] = {}

    def subscribe(self, reader: str, receive: Receive) -> None:
        self._readers[reader] = receive

    def start(self) -> None:
        """Nothing to begin: a message is delivered while it is published."""

    def faults(self) -> dict[str, str]:
        return {}

    def close(self) -> None:
        """Nothing to let go of."""

    def is_open(self) -> bool:
        return True

    def publish(self, window: Sequence[Outgoing]) -> Mapping[int, set[str]]:
        by_reader: dict[str, list[Outgoing]] = {}
        for outgoing in window:
            for reader in outgoing.readers:
                by_reader.setdefault(reader, []).append(outgoing)
        confirmed: dict[int, set[str]] = {outgoing.position: set() for outgoing in window}
        for reader, messages in by_reader.items():
            if not self._stored(reader, messages):
                continue
            for outgoing in messages:
                confirmed[outgoing.position].add(reader)
            crash_points.reach("broker.between_readers")
        return confirmed

    def _stored(self, reader: str, messages: list[Outgoing]) -> bool:
        receive = self._readers.get(reader)
        if receive is None:
            return False
        try:
            receive([message.body for message in messages])
        except Exception as error:
            _log.warning("broker.store_failed", reader=reader, error=type(error).__name__)
            return False
        return True
