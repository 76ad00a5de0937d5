"""ISO 8601 durations of fixed length: weeks, days, hours, minutes and seconds, never years or months."""

import re
from datetime import timedelta

_WEEKS = re.compile(r"P([0-9]{1,4})W")
_PARTS = re.compile(r"P(?:([0-9]{1,5})D)?(?:T(?=[0-9])(?:([0-9]{1,6})H)?(?:([0-9]{1,7})M)?(?:([0-9]{1,8})S)?)?")


def parse(text: str) -> timedelta:
    """`PT2H`, `P14D`, `P1DT12H`, `P2W` as a timedelta; anything else is a ValueError."""
    if weeks := _WEEKS.fullmatch(text):
        return timedelta(weeks=int(weeks[1]))
    parts = _PARTS.fullmatch(text)
    if parts is None or parts.lastindex is None:
        raise ValueError("not a duration such as PT2H or P14D")
    days, hours, minutes, seconds = (int(part or 0) for part in parts.groups())
    return timedelta(days=days, hours=hours, minutes=minutes, seconds=seconds)


def format_duration(length: timedelta) -> str:
    """The shortest such text that means this length; whole seconds, never negative."""
    if length < timedelta(0) or length.microseconds:
        raise ValueError("a duration is whole seconds and never negative")
    hours, rest = divmod(length.seconds, 3600)
    minutes, seconds = divmod(rest, 60)
    date = f"{length.days}D" if length.days else ""
    time = "".join(f"{number}{unit}" for number, unit in ((hours, "H"), (minutes, "M"), (seconds, "S")) if number)
    if not date and not time:
        return "PT0S"
    return f"P{date}" + (f"T{time}" if time else "")
