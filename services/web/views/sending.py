"""How far the sending of a network has come, put together from what `events` and `notifications` say."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from math import ceil
from typing import Any

LONGEST_COUNTDOWN = 120  # seconds: what is due later waits for the morning

Shown = dict[str, Any]


@dataclass(frozen=True)
class SendingState:
    """`on`: as the organiser said last; `summary`: what `notifications` has heard and done of it."""

    on: bool
    summary: Shown
    now: datetime

    @property
    def phase(self) -> str:
        """`held`, `starting` (it can still be stopped), `sending`, or `done`."""
        if not self.on:
            return "held"
        if self.seconds or self.summary["sending"] == "held":  # said, but not heard there yet
            return "starting"
        return "sending" if self.summary["waiting"] else "done"

    @property
    def seconds(self) -> int:
        """Until the first of it goes out; 0: it has begun, or nothing is to be sent now."""
        at = self.instant("starts_at")
        if at is None or not self.summary["waiting"]:
            return 0
        left = ceil((at - self.now).total_seconds())
        return left if 0 < left <= LONGEST_COUNTDOWN else 0

    @property
    def done(self) -> int:
        """How many have come to an end, one way or another."""
        return self.of - int(self.summary["waiting"])

    @property
    def of(self) -> int:
        """All but those that wait for their hour or are held."""
        return int(self.summary["total"] - self.summary["later"] - self.summary["held"])

    @cached_property
    def held(self) -> list[tuple[str, str, int]]:
        """What is held: occasion, channel, how many."""
        return [
            (row["occasion"], row["channel"], row["count"]) for row in self.summary["counts"] if row["state"] == "held"
        ]

    @cached_property
    def by_state(self) -> Counter[str]:
        counted = Counter[str]()
        for row in self.summary["counts"]:
            counted[row["state"]] += row["count"]
        return counted

    def instant(self, name: str) -> datetime | None:
        """One of the times of the summary."""
        found = self.summary[name]
        return datetime.fromisoformat(found) if found else None


NOTHING: Shown = {
    "counts": [],
    "held_events": [],
    "sending": "held",
    "channels_off": {},
    **dict.fromkeys(("total", "waiting", "later", "held"), 0),
    **dict.fromkeys(("next_due_at", "starts_at", "first_sent_at", "last_sent_at")),
}
