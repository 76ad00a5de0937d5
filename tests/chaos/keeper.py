"""Starts again at once whatever died, as an init system would, and remembers who died of what."""

import random
import threading
import time
from collections import Counter, deque
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime

from shared.crash_points import POINTS
from tests.support.apart import Apart
from tests.support.through_crashes import TIMES

Name = tuple[str, str]  # service and role
KILLED, COULD_NOT_START = -9, 2
REST = 0.3  # seconds between looks
REACHED = 300  # seconds in which the next point is reached under load: replies are fetched once a minute

# where each named point is reached in the course of things
PLACES: Mapping[str, tuple[Name, ...]] = {
    "http.before_commit": (("registrations", "http"), ("events", "http")),
    "http.after_commit": (("registrations", "http"), ("notifications", "http")),
    "relay.before_publish": (("events", "worker"), ("registrations", "worker")),
    "relay.after_publish": (("registrations", "worker"), ("events", "worker")),
    "relay.after_done": (("events", "worker"), ("registrations", "worker")),
    "broker.between_readers": (("registrations", "worker"), ("events", "worker")),
    "dispatcher.before_commit": (("registrations", "worker"), ("partners", "worker")),
    "dispatcher.after_commit": (("notifications", "worker"), ("partners", "worker")),
    "job.before_commit": (("registrations", "worker"),),
    "job.after_commit": (("registrations", "worker"),),
    "send.after_claim": (("notifications", "worker"),),
    "send.after_accept": (("notifications", "worker"),),
    "send.after_record": (("notifications", "worker"),),
    "replies.after_fetch": (("notifications", "worker"),),
}


class Keeper:
    """Watches from `start()` to `stop()`; a process that is armed dies at a named point, and then at the next."""

    def __init__(self, apart: Apart) -> None:
        self.apart = apart
        self.killed: Counter[Name] = Counter()
        self.at_points: Counter[str] = Counter()
        self.not_started = 0
        self.strange: list[str] = []
        self.times: list[tuple[Name, datetime]] = []
        self._points: dict[Name, deque[str]] = {}
        self._armed: dict[int, str] = {}
        self._ours: set[int] = set()
        self._guard = threading.RLock()
        self._ending = threading.Event()
        self._thread = threading.Thread(target=self._watch, name="keeper", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._ending.set()
        if self._thread.ident:
            self._thread.join(30)

    def kill(self, names: Iterable[Name]) -> None:
        """SIGKILL; they are back in a moment."""
        with self._guard:
            for name in names:
                process = self.apart.processes[name]
                if process.poll() is None:
                    self._ours.add(process.pid)
                    self.apart.kill([name])
                    self._note(name)

    def arm(self, points: Iterable[str], chance: random.Random) -> None:
        """Each point awaits a process that comes by there, from that process's next start on."""
        with self._guard:
            for point in points:
                name = chance.choice(PLACES[point])
                self._points.setdefault(name, deque()).append(point)

    def armed(self) -> list[Name]:
        """Who has points ahead."""
        with self._guard:
            return [name for name, points in self._points.items() if points]

    def wait_for_points(self) -> list[str]:
        """Until all points were reached, or the next not for so long that it never will be; those that were not."""
        reached, until = 0, 0.0
        while self.armed():
            if self.at_points.total() > reached or not until:
                reached, until = self.at_points.total(), time.monotonic() + REACHED
            if time.monotonic() > until:
                break
            time.sleep(REST)
        with self._guard:
            left = [point for points in self._points.values() for point in points]
            self._points.clear()
        return left

    @property
    def kills(self) -> int:
        return sum(self.killed.values())

    def _watch(self) -> None:
        while not self._ending.wait(REST):
            with self._guard:
                for name in sorted(self.apart.dead()):
                    self._bury(name)
                    self._begin(name)

    def _bury(self, name: Name) -> None:
        process = self.apart.processes[name]
        if process.pid in self._ours:
            return
        point = self._armed.pop(process.pid, None)
        if process.poll() == KILLED and point is not None:
            self.at_points[point] += 1
            self._points.get(name, deque([point])).popleft()
            self._note(name)
        elif process.poll() == COULD_NOT_START:  # its database was away; so says its last line
            self.not_started += 1
        else:
            self.strange.append(f"{' '.join(name)} ended by itself with {process.poll()}")

    def _begin(self, name: Name) -> None:
        ahead = self._points.get(name)
        settings = {}
        if ahead:
            assert ahead[0] in POINTS
            settings = {"SAMLING_CRASH_AT": f"{ahead[0]}:{TIMES[ahead[0].partition('.')[0]]}"}
        self.apart.start_one(*name, settings)
        if ahead:
            self._armed[self.apart.processes[name].pid] = ahead[0]

    def _note(self, name: Name) -> None:
        self.killed[name] += 1
        self.times.append((name, datetime.now(UTC)))
