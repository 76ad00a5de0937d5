"""How far the sending of a network has come, put together from what `events` and `notifications` say."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from math import ceil
from typing import Any
from urllib.parse import urlencode

from services.web.views.events import check_id, if_known
from shared.http.client import ApiClient

GONE = ("sending", "sent", "delivered")
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
        """`held`, `stopping` (said, not heard there yet), `starting` (can still be stopped), `sending`, or `done`."""
        if not self.on:
            return "held" if self.summary["sending"] == "held" else "stopping"
        if self.seconds or self.summary["sending"] == "held":  # said, but not heard there yet
            return "starting"
        return "sending" if self.summary["waiting"] else "done"

    @property
    def seconds(self) -> int:
        """Until the first of it goes out; 0: it has begun, or nothing is to be sent now."""
        return seconds_until(self.summary["starts_at"], self.now) if self.summary["waiting"] else 0

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


@dataclass(frozen=True)
class Minute:
    """Invitations that can still be taken back: how many messages, and in how many seconds the first goes out.

    `made`: how many messages there are of them in all, whatever became of them; `gone`: how many have left.
    """

    waiting: int
    seconds: int
    made: int
    gone: int = 0


def minute_of_event(summary: Shown, now: datetime) -> Minute:
    """Of an event, by its summary."""
    rows = [row for row in summary["counts"] if row["occasion"] == "invitation"]
    soon = [row for row in rows if row["state"] == "queued" and row["count"] > row["later"]]
    first = min((row["starts_at"] for row in soon if row["starts_at"]), default=None)
    waiting = sum(row["count"] - row["later"] for row in soon)
    return Minute(waiting, seconds_until(first, now), sum(row["count"] for row in rows))


def minute_of_person(notifications: ApiClient, network_id: str, participant_id: str, now: datetime) -> Minute:
    """Of a person, by the first of what she is to be told in a network."""
    check_id(participant_id)
    asked = {"participant_id": participant_id, "network_id": network_id, "occasion": "invitation", "order": "newest"}
    found = if_known(lambda: notifications.get(f"/api/notifications/v1/notifications?{urlencode(asked)}"))
    items = found["items"] if found else []
    due = [item["due_at"] for item in items if item["state"] == "queued" and item["due_at"]]
    soon = [at for at in due if datetime.fromisoformat(at) <= now or seconds_until(at, now)]
    gone = sum(item["state"] in GONE for item in items)
    return Minute(len(soon), seconds_until(min(soon, default=None), now), len(items), gone)


def seconds_until(instant: str | None, now: datetime) -> int:
    """Until then, if it is soon: what is due later waits for the morning."""
    left = ceil((datetime.fromisoformat(instant) - now).total_seconds()) if instant else 0
    return left if 0 < left <= LONGEST_COUNTDOWN else 0


NOTHING: Shown = {
    "counts": [],
    "held_events": [],
    "sending": "held",
    "channels_off": {},
    **dict.fromkeys(("total", "waiting", "later", "held"), 0),
    **dict.fromkeys(("next_due_at", "starts_at", "first_sent_at", "last_sent_at")),
}
