"""Slows down whoever tries links that do not exist, without ever locking out one who has a true one."""

import threading
from collections import OrderedDict
from datetime import datetime, timedelta

from shared.clock import Clock
from shared.problems import TooMany

WINDOW = timedelta(minutes=1)
PER_ADDRESS, GLOBALLY = 20, 600
_REMEMBERED = 10_000  # addresses; the ones that tried longest ago are forgotten


class Throttle:
    """Counts wrong tokens, per address and of all together, in windows of a minute; kept in memory."""

    def __init__(self, clock: Clock, *, per_address: int = PER_ADDRESS, globally: int = GLOBALLY) -> None:
        self._clock = clock
        self._per_address = per_address
        self._globally = globally
        self._lock = threading.Lock()
        self._began = clock.now()
        self._all = 0
        self._wrong: OrderedDict[str, int] = OrderedDict()

    def wrong(self, address: str) -> None:
        """Counts a wrong token; raises TooMany once there were too many in this window."""
        with self._lock:
            now = self._clock.now()
            if not self._began <= now < self._began + WINDOW:
                self._began, self._all = now, 0
                self._wrong.clear()
            self._all += 1
            self._wrong[address] = self._wrong.pop(address, 0) + 1
            if len(self._wrong) > _REMEMBERED:
                self._wrong.popitem(last=False)
            too_many = self._wrong[address] > self._per_address or self._all > self._globally
            left = self._left(now)
        if too_many:
            raise TooMany("Too many links were tried that do not exist.", retry_after=left)

    def _left(self, now: datetime) -> int:
        return int((self._began + WINDOW - now).total_seconds()) + 1
