"""Ids that sort by the time they were made, with a prefix that says of what."""

import threading
from collections.abc import Callable

from uuid_utils.compat import uuid7

Ids = Callable[[str], str]

_DIGITS = "0123456789abcdefghjkmnpqrstvwxyz"  # Crockford's base 32: no i, l, o, u
_PAIRS = [first + second for first in _DIGITS for second in _DIGITS]


def random_ids(prefix: str) -> str:
    """A new id such as `evt_01jd8…`: prefix and a UUIDv7 in 26 characters, rising within a process."""
    return f"{prefix}_{_base32(uuid7().int)}"


def _base32(number: int) -> str:
    return "".join([_PAIRS[(number >> shift) & 1023] for shift in range(120, -1, -10)])


class CountingIds:
    """Ids in counting order, the same in every run; for tests and simulation."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._last = 0

    def __call__(self, prefix: str) -> str:
        with self._lock:
            self._last += 1
            return f"{prefix}_{self._last:026d}"
