"""When gatherings come back, as people say it: what is chosen in words becomes a rule, and a rule those words."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from shared import recurrence
from shared.problems import Invalid
from shared.recurrence import Occurrence, Rule
from shared.recurrence_rule import DAYS, parse

MONTHLY = {"month_1": 1, "month_2": 2, "month_3": 3, "month_4": 4, "month_last": -1}
WEEKLY = {"week": 1, "two_weeks": 2}
EVERY = (*MONTHLY, *WEEKLY)
MOST_TIMES = 60
MONTHS = range(1, 13)


@dataclass(frozen=True)
class Rhythm:
    """`every` is one of EVERY; `days` are days of the week from Monday = 0; in `without` nobody meets."""

    every: str
    days: tuple[int, ...]
    without: tuple[int, ...] = ()
    times: int | None = None
    until: date | None = None

    @property
    def rule(self) -> str:
        """The rule of RFC 5545 that says this."""
        which = MONTHLY.get(self.every)
        parts = ["FREQ=MONTHLY" if which else "FREQ=WEEKLY"]
        if WEEKLY.get(self.every, 1) > 1:
            parts.append(f"INTERVAL={WEEKLY[self.every]}")
        parts.append("BYDAY=" + ",".join(f"{which or ''}{DAYS[day]}" for day in sorted(self.days)))
        if self.without:
            parts.append("BYMONTH=" + ",".join(str(month) for month in MONTHS if month not in self.without))
        if self.times:
            parts.append(f"COUNT={self.times}")
        elif self.until:
            parts.append(f"UNTIL={self.until:%Y%m%d}")
        return ";".join(parts)


def rhythm_of(rule: str) -> Rhythm | None:
    """The words for a rule; None for one that these words cannot say."""
    try:
        found = parse(rule)
        said = Rhythm(
            every=_every(found),
            days=tuple(day for _, day in found.by_day),
            without=tuple(month for month in MONTHS if found.by_month and month not in found.by_month),
            times=found.count,
            until=found.until if not isinstance(found.until, datetime) else None,
        )
    except Invalid:
        return None
    return said if said.every and said.days and _same(parse(said.rule), found) else None


def first_dates(rule: str, first: datetime, timezone: str, limit: int) -> list[Occurrence]:
    """The first dates of a rule; Invalid if it has none."""
    return recurrence.dates(parse(rule), first, timezone, limit=limit)


def dates_between(rule: str, first: datetime, timezone: str, since: date, until: date) -> list[Occurrence]:
    """The dates of a rule from one day to another, both included; none of a rule that cannot be read."""
    try:
        found = recurrence.dates(parse(rule), first, timezone, after=since - timedelta(days=1), limit=400)
    except Invalid:
        return []
    return [one for one in found if one.date <= until]


def last_day_of(rule: str) -> date | None:
    """The day on which a rule says that it ends; None if it counts its dates, goes on, or cannot be read."""
    try:
        until = parse(rule).until
    except Invalid:
        return None
    return until.date() if isinstance(until, datetime) else until


def last_date(rule: str, first: datetime, timezone: str, after: date) -> date | None:
    """The last date of a rule that ends, if it is not before `after`; None if it goes on, or ended before."""
    try:
        parsed = parse(rule)
        if parsed.count is None and parsed.until is None:
            return None
        found = recurrence.dates(parsed, first, timezone, after=after - timedelta(days=1), limit=400)
    except Invalid:
        return None
    return found[-1].date if found else None


def _every(rule: Rule) -> str:
    which = {number for number, _ in rule.by_day}
    if rule.freq == "MONTHLY" and rule.interval == 1:
        return next((name for name, number in MONTHLY.items() if which == {number}), "")
    if rule.freq == "WEEKLY" and which <= {0}:
        return next((name for name, interval in WEEKLY.items() if rule.interval == interval), "")
    return ""


def _same(one: Rule, other: Rule) -> bool:
    return _meaning(one) == _meaning(other)


def _meaning(rule: Rule) -> tuple[object, ...]:
    parts: Iterable[object] = (rule.freq, rule.interval, rule.count, rule.until, rule.by_day, rule.by_month_day)
    # from which day weeks are counted matters only where some are left out
    starts = rule.week_start if rule.freq == "WEEKLY" and rule.interval > 1 else 0
    return (*parts, rule.by_month, rule.by_set_pos, starts)
