"""Slows down who asks too often: who tries links that do not exist, and who asks to join."""

import threading
from collections import OrderedDict
from datetime import datetime, timedelta
from typing import Any

from shared.clock import Clock
from shared.problems import TooMany

WINDOW = timedelta(minutes=1)
PER_ADDRESS, GLOBALLY = 20, 600
_REMEMBERED = 10_000  # addresses; the ones that tried longest ago are forgotten


class Throttle:
    """Counts what is asked, per address (or whatever else) and of all together, in windows; kept in memory.

    As it is set up, it counts wrong tokens; who has a true one is never locked out.
    """

    def __init__(
        self,
        clock: Clock,
        *,
        per_address: int = PER_ADDRESS,
        globally: int = GLOBALLY,
        window: timedelta = WINDOW,
        refusal: str = "Too many links were tried that do not exist.",
    ) -> None:
        self._clock = clock
        self._window = window
        self._refusal = refusal
        self._per_address = per_address
        self._globally = globally
        self._lock = threading.Lock()
        self._began = clock.now()
        self._all = 0
        self._counted: OrderedDict[str, int] = OrderedDict()

    def count(self, address: str) -> None:
        """Counts once more; raises TooMany once there were too many in this window."""
        with self._lock:
            now = self._clock.now()
            if not self._began <= now < self._began + self._window:
                self._began, self._all = now, 0
                self._counted.clear()
            self._all += 1
            self._counted[address] = self._counted.pop(address, 0) + 1
            if len(self._counted) > _REMEMBERED:
                self._counted.popitem(last=False)
            too_many = self._counted[address] > self._per_address or self._all > self._globally
            left = self._left(now)
        if too_many:
            raise TooMany(self._refusal, retry_after=left)

    def _left(self, now: datetime) -> int:
        return int((self._began + self._window - now).total_seconds()) + 1


class JoinThrottle:
    """Counts who asks to join: per caller, of which the pages are one, and per network."""

    def __init__(self, clock: Clock, *, per_caller: int = 300, per_network: int = 60) -> None:
        limits: dict[str, Any] = {"globally": _REMEMBERED, "window": timedelta(hours=1), "refusal": _TOO_MANY_ASK}
        self._callers = Throttle(clock, per_address=per_caller, **limits)
        self._networks = Throttle(clock, per_address=per_network, **limits)

    def count(self, caller: str, network_id: str) -> None:
        """Counts once more; raises TooMany once one of both asked too often in this hour."""
        self._callers.count(caller)
        self._networks.count(network_id)


_TOO_MANY_ASK = "Too many asked to join within an hour."
