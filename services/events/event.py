"""An event: what people attend, and the moves its state allows."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from services.events.base import Base, Revised
from services.events.timing import Timing
from shared.columns import BigId, Instant, JsonText
from shared.database import Transaction
from shared.problems import Conflict

MODES = ("offline", "online", "mixed")
LARGEST_CAPACITY = 100_000


class Status(StrEnum):
    """What an event is: being prepared, announced, announced and moved, or called off."""

    DRAFT = "draft"
    SCHEDULED = "scheduled"
    RESCHEDULED = "rescheduled"
    CANCELLED = "cancelled"


# A draft that is called off was never announced, so nobody is told.
MOVES: dict[Status, set[Status]] = {
    Status.DRAFT: {Status.SCHEDULED, Status.CANCELLED},
    Status.SCHEDULED: {Status.RESCHEDULED, Status.CANCELLED},
    Status.RESCHEDULED: {Status.RESCHEDULED, Status.CANCELLED},
    Status.CANCELLED: set(),
}


class Event(Revised, Base):
    """One date. `starts_local` and `timezone` are what was promised; `starts_at` follows from them.

    `sequence` rises when time or place change or it is cancelled, once it is announced. `seats_…` are a copy of what
    `registrations` says; `vevent` is its part of the feed, `sort_key` its place in a list by time.
    """

    __tablename__ = "events"
    __table_args__ = (
        UniqueConstraint("series_id", "series_date", name="uq_events_series_id"),
        CheckConstraint("capacity IS NULL OR capacity BETWEEN 1 AND 100000", name="capacity"),
        CheckConstraint("status IN ('draft', 'scheduled', 'rescheduled', 'cancelled')", name="status"),
        CheckConstraint("starts_at < ends_at", name="times"),
        Index("ix_events_organisation_sort_key", "organisation", "sort_key"),
        Index("ix_events_network_id_sort_key", "network_id", "sort_key"),
        Index("ix_events_starts_at", "starts_at"),
    )

    id: Mapped[str] = mapped_column(String(40), primary_key=True)
    network_id: Mapped[str] = mapped_column(String(40), ForeignKey("networks.id"))
    series_id: Mapped[str | None] = mapped_column(String(40), ForeignKey("series.id"))
    series_date: Mapped[str | None] = mapped_column(String(10))
    title: Mapped[dict[str, str]] = mapped_column(JsonText)
    theme: Mapped[dict[str, str] | None] = mapped_column(JsonText)
    practical: Mapped[dict[str, str] | None] = mapped_column(JsonText)
    starts_local: Mapped[str] = mapped_column(String(19))
    timezone: Mapped[str] = mapped_column(String(64))
    starts_at: Mapped[datetime] = mapped_column(Instant)
    ends_at: Mapped[datetime] = mapped_column(Instant)
    sort_key: Mapped[str] = mapped_column(String(60))
    capacity: Mapped[int | None]
    place: Mapped[dict[str, str | None] | None] = mapped_column(JsonText)
    attendance_mode: Mapped[str] = mapped_column(String(10), default="offline")
    wording: Mapped[str | None] = mapped_column(String(10))
    status: Mapped[str] = mapped_column(String(20), default=Status.DRAFT)
    uid: Mapped[str] = mapped_column(String(255), unique=True)
    sequence: Mapped[int] = mapped_column(default=0)
    invite_at: Mapped[datetime | None] = mapped_column(Instant)
    published_at: Mapped[datetime | None] = mapped_column(Instant)
    reason: Mapped[str | None] = mapped_column(Text)
    seats_allowed: Mapped[int | None]
    seats_taken: Mapped[int | None]
    seats_waiting: Mapped[int | None]
    seats_revision: Mapped[int] = mapped_column(BigId, default=0)
    vevent: Mapped[str | None] = mapped_column(Text)

    @property
    def is_announced(self) -> bool:
        """Whether anyone outside this service has heard of it."""
        return self.published_at is not None

    @property
    def is_cancelled(self) -> bool:
        return self.status == Status.CANCELLED

    def take_timing(self, timing: Timing) -> None:
        """Puts it at another time."""
        self.timezone, self.starts_local = timing.timezone, timing.starts_local
        self.starts_at, self.ends_at = timing.starts_at, timing.ends_at
        self.sort_key = f"{timing.starts_at:%Y%m%d%H%M%S}-{self.id}"

    def publish(self, tx: Transaction, *, lead: timedelta) -> None:
        """Announces it; its members are to be invited `lead` before the start, or now if that is past."""
        self._move_to(Status.SCHEDULED)
        if self.starts_at <= tx.now:
            raise Conflict("It has begun already: what is past cannot be announced.")
        self.published_at = tx.now
        self.invite_at = max(tx.now, self.starts_at - lead)
        self.touch(tx)

    def invite_now(self, tx: Transaction) -> bool:
        """Brings the invitations of its members forward to now; False if they are due already."""
        self.check_can_change()
        if self.invite_at is None or self.invite_at <= tx.now:
            return False
        self.invite_at = tx.now
        self.touch(tx)
        return True

    def reschedule(self, tx: Transaction, *, timing: Timing, place: dict[str, str | None] | None) -> bool:
        """Moves it in time or place; says if that is a change at all. The time to invite moves along if still ahead."""
        self.check_can_change()
        if self.ends_at <= tx.now:
            raise Conflict("It is over: what is past cannot be moved.")
        step = timing.starts_at - self.starts_at
        before = self.starts_local, self.timezone, self.ends_at, self.place
        if (timing.starts_local, timing.timezone, timing.ends_at, place) == before:
            return False
        timing.check(tx.now) if step else None
        self.take_timing(timing)
        self.place = place
        if self.invite_at and self.invite_at > tx.now:
            self.invite_at = max(tx.now, self.invite_at + step)
        self._moved()
        self.touch(tx)
        return True

    def take(self, tx: Transaction, values: Mapping[str, Any]) -> bool | None:
        """Takes these values: None if none of them is new, True if people must look at their calendars again."""
        self.check_can_change()
        changed = {name for name, value in values.items() if getattr(self, name) != value}
        if not changed:
            return None
        for name in changed:
            setattr(self, name, values[name])
        significant = self.is_announced and "place" in changed
        if significant:
            self._moved()
        self.touch(tx)
        return significant

    def cancel(self, tx: Transaction, *, reason: str | None) -> None:
        """Calls it off for good."""
        self._move_to(Status.CANCELLED)
        if self.ends_at <= tx.now:
            raise Conflict("It is over: what is past cannot be called off.")
        self.reason = reason
        self.sequence += 1 if self.is_announced else 0
        self.touch(tx)

    def check_can_change(self) -> None:
        """A cancelled event stays as it is."""
        if self.is_cancelled:
            raise Conflict("It is cancelled: make a new event instead.")

    def _moved(self) -> None:
        if self.is_announced:
            self._move_to(Status.RESCHEDULED)
            self.sequence += 1

    def _move_to(self, status: Status) -> None:
        if status not in MOVES[Status(self.status)]:
            raise Conflict(f"An event that is {self.status} cannot become {status}.")
        self.status = status
