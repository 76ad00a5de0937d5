"""Times sides against each other in turn, and counts the CPU that each of their parts used."""

import statistics
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field

import psutil


@dataclass
class Sample:
    """What one round of one side did: operations, wall seconds, CPU seconds by part, milliseconds of each operation."""

    done: int = 0
    seconds: float = 0.0
    cpu: dict[str, float] = field(default_factory=dict)
    took: list[float] = field(default_factory=list)

    @property
    def rate(self) -> float:
        """Operations a second."""
        return self.done / self.seconds

    def cost(self, *parts: str) -> float:
        """CPU milliseconds an operation, of these parts or of all."""
        return 1000 * sum(self.cpu[part] for part in parts or self.cpu) / self.done

    def quantile(self, share: float) -> float:
        """Milliseconds within which this share of the operations was done."""
        ordered = sorted(self.took)
        return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


Parts = Mapping[str, Iterable[int]]


@contextmanager
def metered(parts: Parts) -> Iterator[Sample]:
    """A sample whose seconds and CPU are those of the block; `parts` names processes, counted with their children."""
    sample = Sample()
    before = {name: _used(pids) for name, pids in parts.items()}
    began = time.perf_counter()
    yield sample
    sample.seconds = time.perf_counter() - began
    sample.cpu = {name: _used(pids) - before[name] for name, pids in parts.items()}


def in_turn(sides: Mapping[str, Callable[[], Sample]], rounds: int) -> dict[str, list[Sample]]:
    """Each side once in every round, so that what else the machine does meets all of them."""
    samples: dict[str, list[Sample]] = {name: [] for name in sides}
    for _ in range(rounds):
        for name, side in sides.items():
            samples[name].append(side())
    return samples


def median(samples: Iterable[Sample], figure: Callable[[Sample], float]) -> float:
    """The median of one figure over rounds."""
    return statistics.median(figure(sample) for sample in samples)


def ratio(ours: list[Sample], limit: list[Sample], figure: Callable[[Sample], float]) -> float:
    """The median over rounds of ours divided by the limit's in the same round."""
    return statistics.median(figure(a) / figure(b) for a, b in zip(ours, limit, strict=True))


def _used(pids: Iterable[int]) -> float:
    total = 0.0
    for pid in pids:
        for process in _with_children(pid):
            try:
                times = process.cpu_times()
            except psutil.NoSuchProcess:  # one of a server's ended meanwhile; its parent counts what it used
                continue
            total += times.user + times.system
            if process.pid == pid:  # what its children used that have ended
                total += times.children_user + times.children_system
    return total


def _with_children(pid: int) -> list[psutil.Process]:
    process = psutil.Process(pid)
    return [process, *process.children(recursive=True)]
