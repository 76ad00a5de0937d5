"""What time it is: always aware UTC, always given from outside."""

from datetime import UTC, datetime, timedelta
from typing import Protocol


class Clock(Protocol):
    """Tells the present instant as an aware UTC datetime."""

    def now(self) -> datetime: ...


class SystemClock:
    """The machine's clock."""

    def now(self) -> datetime:
        return datetime.now(UTC)


class StandingClock:
    """A clock that stands still until it is moved; for tests, the demo and simulation."""

    def __init__(self, now: datetime) -> None:
        self.set(now)

    def now(self) -> datetime:
        return self._now

    def set(self, now: datetime) -> None:
        if now.tzinfo is None:
            raise ValueError("a clock needs an aware datetime")
        self._now = now.astimezone(UTC)

    def advance(self, step: timedelta) -> None:
        self.set(self._now + step)


class ShiftedClock:
    """The machine's clock, some time ahead: it runs on, and can be moved further; for the demo."""

    def __init__(self) -> None:
        self._ahead = timedelta()

    def now(self) -> datetime:
        return datetime.now(UTC) + self._ahead

    def advance(self, step: timedelta) -> None:
        self._ahead += step

    def advance_to(self, instant: datetime) -> None:
        """Moves to an instant, unless it is past already."""
        self._ahead += max(instant - self.now(), timedelta())
