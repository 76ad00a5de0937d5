"""What was sent and how it was answered; every request is counted once its answer is there."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

MOST = 200  # faults that are kept; one may happen thousands of times


@dataclass
class Tally:
    """`faults` say what to send again, and what was wrong."""

    answered: Counter[int] = field(default_factory=Counter)
    reached: Counter[str] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)

    @property
    def sent(self) -> int:
        return self.answered.total()

    def note(self, name: str, status: int, faults: list[str], request: object) -> None:
        """One request was answered."""
        self.answered[status] += 1
        self.reached[name] += 1
        self.blame(f"{name}: {fault}\n    {request}" for fault in faults)

    def blame(self, faults: Iterable[str]) -> None:
        self.faults += list(faults)[: max(0, MOST - len(self.faults))]

    def __str__(self) -> str:
        statuses = ", ".join(f"{count} x {status}" for status, count in sorted(self.answered.items()))
        return f"{self.sent} requests to {len(self.reached)} operations and pages: {statuses}"
