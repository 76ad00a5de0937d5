"""Takes deliveries from the broker into the inbox: when it returns, the messages are kept."""

from collections.abc import Sequence

from shared import inbox
from shared.database import Database


class Consumer:
    """The receiving end of one service."""

    def __init__(self, database: Database, locks: inbox.Locks) -> None:
        self._database = database
        self._locks = locks

    def receive(self, bodies: Sequence[str | bytes]) -> int:
        """Stores deliveries in one transaction and says how many were new. Only after this may they be acknowledged."""
        with self._database.transaction(by="system:consumer") as tx:
            return inbox.store(tx, bodies, self._locks)
