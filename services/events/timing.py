"""From when to when an event lasts: a wall time in a zone, and the instants that follow from it."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from shared.local_time import to_local, to_utc
from shared.problems import Invalid

LONGEST = timedelta(days=14)
# Beyond this no zone's law and no calendar is to be trusted.
LATEST_YEAR = 2199


@dataclass(frozen=True)
class Timing:
    """Start and end. The wall time of the start is what was promised; the end follows by the length."""

    timezone: str
    starts_local: str
    starts_at: datetime
    ends_at: datetime

    def check(self, now: datetime) -> None:
        """Refuses a start in the past."""
        if self.starts_at <= now:
            raise Invalid("An event begins in the future.", errors={"starts_at": ["Already past."]})


def at_instants(starts_at: datetime, ends_at: datetime, timezone: str) -> Timing:
    """The timing between two instants, as the clocks of the zone show it."""
    starts_at, ends_at = starts_at.replace(microsecond=0), ends_at.replace(microsecond=0)
    if starts_at.year > LATEST_YEAR:
        raise Invalid("That is too far ahead.", errors={"starts_at": [f"After {LATEST_YEAR}."]})
    local = to_local(starts_at, timezone).replace(tzinfo=None, fold=0)
    if to_utc(local, timezone) != starts_at:
        raise Invalid(
            "This hour comes twice where the event is, and only its first passing can be promised.",
            errors={"starts_at": ["Choose a time outside the hour that summer time repeats."]},
        )
    return _checked(Timing(timezone, local.isoformat(), starts_at, ends_at))


def at_wall_time(local: datetime, duration: timedelta, timezone: str) -> Timing:
    """The timing from a wall time on; one that summer time skips moves forward."""
    if not 1970 <= local.year <= LATEST_YEAR:
        raise Invalid("That is out of range.", errors={"starts_at": [f"Between 1970 and {LATEST_YEAR}."]})
    starts_at = to_utc(local, timezone)
    real = to_local(starts_at, timezone).replace(tzinfo=None, fold=0)
    return _checked(Timing(timezone, real.isoformat(), starts_at, starts_at + duration))


def _checked(timing: Timing) -> Timing:
    if timing.ends_at <= timing.starts_at:
        raise Invalid("An event ends after it starts.", errors={"ends_at": ["Not after the start."]})
    if timing.ends_at - timing.starts_at > LONGEST:
        raise Invalid("An event lasts 14 days at most.", errors={"ends_at": ["More than 14 days after the start."]})
    return timing
