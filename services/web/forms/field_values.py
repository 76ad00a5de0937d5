"""Numbers, dates and times of day as forms carry them, and the instants they mean where an event is."""

import re
from datetime import date, datetime, time

from shared.local_time import to_local, to_utc

YEARS = range(1970, 2200)
_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_TIME = re.compile(r"\d\d:\d\d", re.ASCII)


def number_in(text: str, low: int, high: int) -> int | None:
    """The whole number that was typed; None if it is none, or out of range."""
    text = text.strip()
    if not (text.isascii() and text.isdigit() and len(text) <= 15):
        return None
    return int(text) if low <= int(text) <= high else None


def day_in(text: str) -> date | None:
    """The day that was typed, if it is one."""
    if not _DAY.fullmatch(text):
        return None
    try:
        found = date.fromisoformat(text)
    except ValueError:
        return None
    return found if found.year in YEARS else None


def time_in(text: str) -> time | None:
    """The time of day that was typed, if it is one."""
    if not _TIME.fullmatch(text):
        return None
    try:
        return time.fromisoformat(text)
    except ValueError:
        return None


def instant(day: date, at: time, timezone: str) -> datetime:
    """The instant at which clocks there show this; a time that summer time skips moves forward."""
    return to_local(to_utc(datetime.combine(day, at), timezone), timezone)


def fields_of(at: datetime, timezone: str) -> dict[str, str]:
    """An instant as the fields `day` and `time` of a form show it."""
    local = to_local(at, timezone)
    return {"day": f"{local:%Y-%m-%d}", "time": f"{local:%H:%M}"}
