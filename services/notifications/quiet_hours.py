"""The hours in which nobody is woken: when may a person be told at the earliest?"""

from datetime import datetime, time, timedelta

from shared.local_time import to_local, to_utc


def told_from(instant: datetime, hours: tuple[time, time] | None, timezone: str) -> datetime:
    """The instant itself, or the end of the quiet hours (from, to by the zone's clock) that it falls into."""
    if hours is None:
        return instant
    begin, end = hours
    local = to_local(instant, timezone)
    clock = local.time()
    quiet = begin <= clock < end if begin <= end else clock >= begin or clock < end
    if not quiet:
        return instant
    day = local.date() if clock < end else local.date() + timedelta(days=1)
    return to_utc(datetime.combine(day, end), timezone)


def same_day(one: datetime, other: datetime, timezone: str) -> bool:
    """Whether both fall on one date of the zone."""
    return to_local(one, timezone).date() == to_local(other, timezone).date()
