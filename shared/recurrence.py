"""A safe part of RFC 5545 recurrence: dates in local time, in a bounded number of steps whatever the rule says."""

import calendar
import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from shared.local_time import to_local, to_utc
from shared.problems import Invalid
from shared.recurrence_rule import Rule, parse

__all__ = ["Occurrence", "Rule", "dates", "parse"]

HORIZON_YEARS = 10
# A series older than this has ended: it bounds the walk from its first date.
LONGEST_YEARS = 100
FIRST_YEARS = range(1970, 2200)


@dataclass(frozen=True)
class Occurrence:
    """One date of a series: its key (the rule's own date), the wall time it really has, and the instant."""

    date: date
    local: datetime
    utc_start: datetime


def dates(rule: Rule, first: datetime, timezone: str, *, after: date | None = None, limit: int) -> list[Occurrence]:
    """Up to `limit` occurrences later than `after`, in order, at the wall time of `first`.

    Looks ten years ahead of `after` (or of `first`); a rule without any date from `first` on is refused.
    """
    if first.tzinfo is not None:
        raise ValueError("a series begins at a local time, without a zone of its own")
    if first.year not in FIRST_YEARS:
        raise Invalid("The first date must be between 1970 and 2199.")
    end = _years_later(max(after or first.date(), first.date()), HORIZON_YEARS)
    days = _days(rule, first.date(), min(end, _years_later(first.date(), LONGEST_YEARS)))
    wanted = (day for day in itertools.islice(days, rule.count) if after is None or day > after)
    found = list(itertools.islice(_occurrences(rule, wanted, first, timezone), limit))
    if not found and after is None and limit > 0:
        raise Invalid("The rule gives no date in the ten years after its start: check BYMONTH, BYDAY and UNTIL.")
    return found


def _occurrences(rule: Rule, days: Iterator[date], first: datetime, timezone: str) -> Iterator[Occurrence]:
    for day in days:
        asked = datetime.combine(day, first.time())
        utc_start = to_utc(asked, timezone)
        if _is_past(rule.until, asked, utc_start):
            return
        yield Occurrence(day, to_local(utc_start, timezone).replace(tzinfo=None, fold=0), utc_start)


def _is_past(until: date | datetime | None, local: datetime, utc_start: datetime) -> bool:
    if until is None:
        return False
    if not isinstance(until, datetime):
        return local.date() > until
    return (utc_start if until.tzinfo else local) > until


def _days(rule: Rule, first: date, end: date) -> Iterator[date]:
    for period in periods(rule, first, end):
        fitting = [day for day in period if _fits(rule, first, day)]
        if rule.by_set_pos:
            size = len(fitting)
            at = {position - 1 if position > 0 else size + position for position in rule.by_set_pos}
            fitting = [day for index, day in enumerate(fitting) if index in at]
        yield from (day for day in fitting if first <= day <= end)


def periods(rule: Rule, first: date, end: date) -> Iterator[list[date]]:
    """The days of every period the rule looks at, up to `end`: never more days than there are on the calendar."""
    start = _start_of_period(rule, first)
    while start <= end:
        following = _next_period(rule, start, 1)
        yield [start + timedelta(days=day) for day in range((following - start).days)]
        start = _next_period(rule, start, rule.interval)


def _start_of_period(rule: Rule, day: date) -> date:
    match rule.freq:
        case "YEARLY":
            return day.replace(month=1, day=1)
        case "MONTHLY":
            return day.replace(day=1)
        case "WEEKLY":
            return day - timedelta(days=(day.weekday() - rule.week_start) % 7)
        case _:
            return day


def _next_period(rule: Rule, start: date, steps: int) -> date:
    match rule.freq:
        case "YEARLY":
            return start.replace(year=start.year + steps)
        case "MONTHLY":
            months = start.year * 12 + start.month - 1 + steps
            return date(months // 12, months % 12 + 1, 1)
        case "WEEKLY":
            return start + timedelta(weeks=steps)
        case _:
            return start + timedelta(days=steps)


def _fits(rule: Rule, first: date, day: date) -> bool:
    """Whether the day meets every part of the rule; what the rule leaves open is as on the first date."""
    if rule.by_month and day.month not in rule.by_month:
        return False
    if rule.by_month_day or rule.by_day:
        return _fits_month_day(rule, day) and _fits_weekday(rule, day)
    match rule.freq:
        case "YEARLY":
            return day.day == first.day and (bool(rule.by_month) or day.month == first.month)
        case "MONTHLY":
            return day.day == first.day
        case "WEEKLY":
            return day.weekday() == first.weekday()
        case _:
            return True


def _fits_month_day(rule: Rule, day: date) -> bool:
    if not rule.by_month_day:
        return True
    length = calendar.monthrange(day.year, day.month)[1]
    return day.day in rule.by_month_day or day.day - length - 1 in rule.by_month_day


def _fits_weekday(rule: Rule, day: date) -> bool:
    if not rule.by_day:
        return True
    if rule.freq == "YEARLY" and not rule.by_month:
        at, length = day.timetuple().tm_yday, 366 if calendar.isleap(day.year) else 365
    else:
        at, length = day.day, calendar.monthrange(day.year, day.month)[1]
    nth, nth_from_end = (at + 6) // 7, -((length - at) // 7 + 1)
    return any(weekday == day.weekday() and which in (0, nth, nth_from_end) for which, weekday in rule.by_day)


def _years_later(day: date, years: int) -> date:
    # 29 February has no anniversary; one day less makes no difference to a horizon.
    return day.replace(year=min(day.year + years, 9000), day=min(day.day, 28))
