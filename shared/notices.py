"""Carries wake-ups between the processes of one service; a lost one costs a second, never a message."""

import threading
from collections import deque
from collections.abc import Callable, Collection

import structlog

from shared.database import Database
from shared.wakeup import ANYTHING, Wakeup

_log = structlog.get_logger(__name__)

SPACING = 0.005  # seconds: commits closer together are announced once
LISTENING = 1.0
PAUSE = 5.0


class Notices:
    """A thread that announces what this process commits, or one that wakes its loops by what others announce."""

    def __init__(self, name: str, work: Callable[[threading.Event], None]) -> None:
        self._work = work
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._stopping.set()
        if self._thread.is_alive():
            self._thread.join(LISTENING + 5)

    def _run(self) -> None:
        while not self._stopping.is_set():
            try:
                self._work(self._stopping)
            except Exception as error:  # the database is away: the poll is the net meanwhile
                _log.warning("notices.lost", thread=self._thread.name, error=type(error).__name__)
                self._stopping.wait(PAUSE)


class _Changes(Wakeup):
    """Keeps what it hears of until it is taken."""

    def __init__(self) -> None:
        super().__init__()
        self._heard: deque[Collection[str]] = deque()

    def hear(self, changed: Collection[str]) -> None:
        self._heard.append(changed)
        super().hear(changed)

    def take(self) -> Collection[str]:
        """The tables that were changed since the last time."""
        heard = [self._heard.popleft() for _ in range(len(self._heard))]
        return set().union(*heard) if all(heard) else ANYTHING


def announcer(database: Database) -> Notices:
    """For a process that commits and leaves the rest to others."""
    changes = _Changes()
    database.wakeup.join(changes)

    def work(stopping: threading.Event) -> None:
        while not stopping.is_set():
            if changes.wait(LISTENING):
                database.announce(changes.take())
                stopping.wait(SPACING)

    return Notices(f"{database.source}.announcer", work)


def listener(database: Database) -> Notices:
    """For a process whose loops work what others commit."""

    def work(stopping: threading.Event) -> None:
        for changed in database.notices(LISTENING):
            if stopping.is_set():
                return
            if changed is not None:
                database.wakeup.notify(changed)

    return Notices(f"{database.source}.listener", work)
