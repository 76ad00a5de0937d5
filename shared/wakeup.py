"""Lets a sleeping loop know that there may be something to do."""

import threading


class Wakeup:
    """Remembers that it was notified, so that a notice given just before the wait is not missed."""

    def __init__(self) -> None:
        self._event = threading.Event()

    def notify(self) -> None:
        self._event.set()

    def wait(self, seconds: float) -> None:
        """Returns at the next notice, or after the given seconds."""
        self._event.wait(seconds)
        self._event.clear()
