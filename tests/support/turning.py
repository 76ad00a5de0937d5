"""Turns loops by hand as their threads would: a loop sleeps until a commit of its service wakes it, or time passes."""

from collections.abc import Iterable
from datetime import datetime

from shared.worker import Loop

RESTING = 300  # turns after which it is said that they never rest


class Turning:
    """Remembers which loops are asleep, so that nobody looks where nothing can have become due."""

    def __init__(self) -> None:
        self._asleep: set[Loop] = set()
        self._now: datetime | None = None

    def settle(self, loops: Iterable[Loop], now: datetime) -> None:
        """Turns the loops until nothing is due."""
        if now != self._now:
            self.wake()
        self._now = now
        loops = list(loops)
        for _ in range(RESTING):
            awake = [loop for loop in loops if loop.wakeup.wait(0) or loop not in self._asleep]
            if not awake:
                return
            for loop in awake:
                self._turn(loop, now)
        raise AssertionError("the loops never come to rest")

    def wake(self) -> None:
        """As at the start of the process: every loop looks for itself."""
        self._asleep.clear()

    def _turn(self, loop: Loop, now: datetime) -> None:
        if loop.run_once(now):
            self._asleep.discard(loop)
        else:
            self._asleep.add(loop)
