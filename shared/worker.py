"""Runs the loops of a service as threads until they are told to stop."""

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

import structlog

from shared.clock import Clock
from shared.wakeup import Wakeup

_log = structlog.get_logger(__name__)

PATIENCE = 1.0  # seconds asleep at most: the safety net below the wake-ups

FEW = 3  # wake-ups in vain that cost a loop nothing: its own commit may be one
LONGEST_REST = 0.05  # seconds


@dataclass(frozen=True)
class Step:
    """One kind of work: does a piece that is due now and says how many things it did; 0 means idle.

    `tables`: whose changes may give it something to do at once; what else becomes due with time, it finds by looking.
    """

    name: str
    run_once: Callable[[datetime], int]
    tables: tuple[str, ...] = ()


@dataclass(frozen=True)
class Loop:
    """Steps that take turns in one thread, woken when something was committed that concerns one of them."""

    name: str
    steps: tuple[Step, ...]
    wakeup: Wakeup = field(default_factory=Wakeup)

    @classmethod
    def of(cls, name: str, wakeup: Wakeup, *steps: Step) -> "Loop":
        """A loop that hears of the tables of its steps by this wakeup."""
        return cls(name, steps, wakeup.another({table for step in steps for table in step.tables}))

    def run_once(self, now: datetime) -> int:
        """Gives each step one turn. A step that fails is logged and does not stop the others."""
        return sum(self._turn(step, now) for step in self.steps)

    def _turn(self, step: Step, now: datetime) -> int:
        try:
            return step.run_once(now)
        except Exception as error:
            _log.error(
                "step.failed",
                loop=self.name,
                step=step.name,
                error=type(error).__name__,
                exc_info=True,
            )
            return 0


class Worker:
    """Threads for loops. `stop` lets each finish the piece it is at."""

    def __init__(self, loops: list[Loop], clock: Clock) -> None:
        self._loops = loops
        self._clock = clock
        self._stopping = threading.Event()
        self._threads = [threading.Thread(target=self._run, args=(loop,), name=loop.name) for loop in loops]

    def start(self) -> None:
        for thread in self._threads:
            thread.start()

    def stop(self, timeout: float = 30) -> bool:
        """Asks all loops to stop and waits; says whether all did."""
        self._stopping.set()
        for loop in self._loops:
            loop.wakeup.notify()
        for thread in self._threads:
            thread.join(timeout)
        return not any(thread.is_alive() for thread in self._threads)

    def _run(self, loop: Loop) -> None:
        in_vain = 0
        while not self._stopping.is_set():
            loop.wakeup.forget()  # of what it did itself, too
            if loop.run_once(self._clock.now()):
                in_vain = 0
                continue
            in_vain = in_vain + 1 if loop.wakeup.wait(PATIENCE) else 0
            if (rest := pause(in_vain)) > 0:
                self._stopping.wait(rest)


def pause(in_vain: int) -> float:
    """Seconds that a loop waits before it looks again, when it was woken so many times for what was others' to do."""
    return min(LONGEST_REST, 0.01 * max(0, in_vain - FEW))
