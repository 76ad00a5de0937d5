"""Lets sleeping loops know that there may be something to do."""

import threading
from collections.abc import Collection

ANYTHING: frozenset[str] = frozenset()


class Wakeup:
    """Remembers that it was notified, so that a notice given just before the wait is not missed.

    Each loop waits on one of its own: `another()` gives one that hears the same notices, or only of some tables.
    """

    def __init__(self, tables: Collection[str] | None = None) -> None:
        """`tables`: whose changes are heard; None: all. What may be a change of any table is heard by everybody."""
        self._tables = tables
        self._event = threading.Event()
        self._others: list[Wakeup] = []

    def another(self, tables: Collection[str] | None = None) -> "Wakeup":
        """A wakeup for one more loop: two loops on one would take each other's notices."""
        return self.join(Wakeup(tables))

    def join(self, other: "Wakeup") -> "Wakeup":
        """Lets another hear the notices from now on."""
        self._others.append(other)
        return other

    def notify(self, changed: Collection[str] = ANYTHING) -> None:
        """Wakes whom a change of these tables concerns; `ANYTHING`: everybody."""
        if self._tables is None or not changed or not set(changed).isdisjoint(self._tables):
            self.hear(changed)
        for other in self._others:
            other.notify(changed)

    def hear(self, changed: Collection[str]) -> None:  # noqa: ARG002 - for those who want to know
        """Ends the wait."""
        self._event.set()

    def wait(self, seconds: float) -> bool:
        """Returns at the next notice, or after the given seconds; says whether there was a notice."""
        noticed = self._event.wait(seconds)
        self._event.clear()
        return noticed

    def forget(self) -> None:
        """Forgets the notices up to now: for a loop that is about to look."""
        self._event.clear()
