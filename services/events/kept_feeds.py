"""Feeds as they were last written, so that only a feed that has changed is written again."""

import threading
from collections import OrderedDict
from typing import cast

from flask import current_app

EXTENSION = "events.kept_feeds"
MOST = 32_000_000  # bytes in one process


class KeptFeeds:
    """Bytes by network and version; what was not asked for longest goes first, and an older version at once."""

    def __init__(self, most: int = MOST) -> None:
        self._most = most
        self._guard = threading.Lock()
        self._kept: OrderedDict[str, tuple[str, bytes]] = OrderedDict()
        self._size = 0

    def get(self, network_id: str, version: str) -> bytes | None:
        """The feed at this version, if it is kept."""
        with self._guard:
            kept = self._kept.get(network_id)
            if kept is None or kept[0] != version:
                return None
            self._kept.move_to_end(network_id)
            return kept[1]

    def keep(self, network_id: str, version: str, written: bytes) -> bytes:
        """Keeps the feed in place of earlier versions, and gives it back."""
        with self._guard:
            self._drop(network_id)
            self._kept[network_id] = version, written
            self._size += len(written)
            while self._size > self._most:
                self._drop(next(iter(self._kept)))
        return written

    def _drop(self, network_id: str) -> None:
        gone = self._kept.pop(network_id, None)
        self._size -= len(gone[1]) if gone else 0


def feeds() -> KeptFeeds:
    """Those of the app that serves the present request."""
    return cast(KeptFeeds, current_app.extensions[EXTENSION])
