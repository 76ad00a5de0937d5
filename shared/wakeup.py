"""Lets sleeping loops know that there may be something to do."""

import threading


class Wakeup:
    """Remembers that it was notified, so that a notice given just before the wait is not missed.

    Each loop waits on one of its own: `another()` gives one that hears the same notices.
    """

    def __init__(self) -> None:
        self._event = threading.Event()
        self._others: list[Wakeup] = []

    def another(self) -> "Wakeup":
        """A wakeup for one more loop: two loops on one would take each other's notices."""
        other = Wakeup()
        self._others.append(other)
        return other

    def notify(self) -> None:
        self._event.set()
        for other in self._others:
            other.notify()

    def wait(self, seconds: float) -> bool:
        """Returns at the next notice, or after the given seconds; says whether there was a notice."""
        noticed = self._event.wait(seconds)
        self._event.clear()
        return noticed
