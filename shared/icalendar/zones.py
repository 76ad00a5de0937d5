"""VTIMEZONE from the changes of a zone: yearly rules where they are regular, else each change of the years asked."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import lru_cache

from shared.icalendar.lines import block, line
from shared.timezones import zone

DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
# Twelve years tell "last Sunday" from "fourth Sunday", and a rule that holds from one that is about to end.
YEARS_TO_TRUST_A_RULE = 12
BEGINNING = datetime(1970, 1, 1)  # noqa: DTZ001 - VTIMEZONE counts in local time


@dataclass(frozen=True)
class Change:
    """One change of offset: the wall time it happens at, by the offset before."""

    onset: datetime
    before: timedelta
    after: timedelta
    name: str
    summer: bool

    @property
    def rule(self) -> tuple[object, ...]:
        """What repeats each year, apart from which week of the month."""
        onset = self.onset
        return onset.month, onset.weekday(), onset.time(), self.before, self.after, self.name

    @property
    def weeks(self) -> set[int]:
        """Which weekday of its month this is: 1 to 5 from the front, and -1 if it is the last."""
        last = (self.onset + timedelta(days=7)).month != self.onset.month
        return {(self.onset.day + 6) // 7} | ({-1} if last else set())


def vtimezone(name: str, start: datetime, end: datetime) -> str:
    """The VTIMEZONE that is right for all instants from start to end; without a last line break, empty for UTC."""
    if is_utc(name):
        return ""
    return _vtimezone(name, start.astimezone(UTC).year, end.astimezone(UTC).year)


def is_utc(name: str) -> bool:
    """Whether times of the zone are written as UTC."""
    return name in ("UTC", "Etc/UTC")


@lru_cache(maxsize=1024)
def _vtimezone(name: str, first_year: int, last_year: int) -> str:
    long_run = list(_changes(name, first_year, max(last_year, first_year + YEARS_TO_TRUST_A_RULE - 1)))
    rules = _yearly(long_run)
    if rules is None:
        observances = [_observance(change) for change in long_run if change.onset.year <= last_year + 1]
    else:
        observances = [_yearly_observance(change, week) for change, week in rules]
    if not rules:
        observances.insert(0, _observance(_standing(name, first_year)))
    return block("VTIMEZONE", [line("TZID", name), *observances])


def _changes(name: str, first_year: int, last_year: int) -> Iterator[Change]:
    """Every change of the zone in these years, found by looking at each day."""
    tz = zone(name)
    day = datetime(first_year, 1, 1, tzinfo=UTC) - timedelta(days=1)
    end = datetime(last_year + 1, 1, 1, tzinfo=UTC) + timedelta(days=1)
    while day < end:
        following = day + timedelta(days=1)
        if day.astimezone(tz).utcoffset() != following.astimezone(tz).utcoffset():
            yield _change(name, day, following)
        day = following


def _change(name: str, early: datetime, late: datetime) -> Change:
    tz = zone(name)
    before = _offset(early.astimezone(tz))
    while late - early > timedelta(seconds=1):
        middle = (early + (late - early) / 2).replace(microsecond=0)
        early, late = (middle, late) if _offset(middle.astimezone(tz)) == before else (early, middle)
    local = late.astimezone(tz)
    onset = late.replace(tzinfo=None) + before
    return Change(onset, before, _offset(local), local.tzname() or name, bool(local.dst()))


def _yearly(changes: list[Change]) -> list[tuple[Change, int]] | None:
    """The two changes of every year with the week they share; none at all for a zone that stands; None if irregular."""
    years: dict[int, list[Change]] = {}
    for change in changes:
        years.setdefault(change.onset.year, []).append(change)
    if not years:
        return []
    if len(years) < YEARS_TO_TRUST_A_RULE or any(len(year) != 2 for year in years.values()):
        return None
    rules = []
    for alike in zip(*years.values(), strict=True):
        weeks = set.intersection(*(change.weeks for change in alike))
        if len({change.rule for change in alike}) > 1 or not weeks:
            return None
        rules.append((alike[0], min(weeks)))
    return rules


def _in_1970(change: Change, week: int) -> Change:
    """The rule's first onset: from 1970, as calendars expect, so one text serves every year."""
    onset = change.onset
    days = [BEGINNING.replace(month=onset.month) + timedelta(days=day) for day in range(31)]
    fitting = [day for day in days if day.month == onset.month and day.weekday() == onset.weekday()]
    day = fitting[week if week < 0 else week - 1]
    return replace(change, onset=datetime.combine(day, onset.time()))


def _standing(name: str, year: int) -> Change:
    """The offset that holds before the first change of the years asked."""
    local = (datetime(year, 1, 1, tzinfo=UTC) - timedelta(days=1)).astimezone(zone(name))
    return Change(BEGINNING, _offset(local), _offset(local), local.tzname() or name, bool(local.dst()))


def _yearly_observance(change: Change, week: int) -> str:
    # Dublin calls its winter the exception; calendars take the later clock for summer, whatever the law says.
    change = replace(_in_1970(change, week), summer=change.after > change.before)
    weekday = f"{week}{DAYS[change.onset.weekday()]}"
    return _observance(change, line("RRULE", f"FREQ=YEARLY;BYMONTH={change.onset.month};BYDAY={weekday}"))


def _observance(change: Change, *more: str) -> str:
    lines = [
        line("DTSTART", f"{change.onset:%Y%m%dT%H%M%S}"),
        line("TZOFFSETFROM", _offset_text(change.before)),
        line("TZOFFSETTO", _offset_text(change.after)),
        line("TZNAME", change.name),
    ]
    return block("DAYLIGHT" if change.summer else "STANDARD", [*lines, *more])


def _offset(local: datetime) -> timedelta:
    return local.utcoffset() or timedelta(0)


def _offset_text(offset: timedelta) -> str:
    sign = "-" if offset < timedelta(0) else "+"
    minutes, seconds = divmod(round(abs(offset).total_seconds()), 60)
    return f"{sign}{minutes // 60:02}{minutes % 60:02}" + (f"{seconds:02}" if seconds else "")
