"""A series' year at a glance: twelve months with their dates, those that were left out, and those still to come."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from services.web.forms.rhythm import MONTHS, dates_between

Shown = dict[str, Any]

EVENT, LEFT_OUT, LATER = "event", "left_out", "later"


@dataclass(frozen=True)
class Dated:
    """One date: an event, a date of the rule that is left out, or one of which no event is made yet."""

    kind: str
    rule_day: date | None
    local: datetime
    event: Shown | None = None


def months_of(year: int, series: Shown, events: list[Shown], exceptions: list[Shown], today: date) -> list[list[Dated]]:
    """The dates of each month, in the order of time; a month without any is empty."""
    found = [_of_event(event) for event in events]
    taken = {one.rule_day for one in found}
    kept = {date.fromisoformat(one["date"]): one for one in exceptions}
    first = datetime.fromisoformat(series["starts_at"])
    rule = dates_between(series["rrule"], first, series["timezone"], date(year, 1, 1), date(year, 12, 31))
    for one in (one for one in rule if one.date not in taken):
        exception = kept.get(one.date)
        if exception and exception["skip"]:
            found.append(Dated(LEFT_OUT, one.date, one.local))
        elif one.date > today:
            moved = datetime.fromisoformat(exception["starts_at"]) if exception else one.local
            found.append(Dated(LATER, one.date, moved))
    found.sort(key=lambda one: one.local)
    return [[one for one in found if (one.local.year, one.local.month) == (year, month)] for month in MONTHS]


def coming_years(series: Shown, exceptions: list[Shown], today: date) -> list[int]:
    """The years of the dates in the coming twelve months, that of the next date first."""
    skipped = {one["date"] for one in exceptions if one["skip"]}
    first = datetime.fromisoformat(series["starts_at"])
    rule = dates_between(series["rrule"], first, series["timezone"], today, today + timedelta(days=366))
    return list(dict.fromkeys(one.local.year for one in rule if one.date.isoformat() not in skipped))


def _of_event(event: Shown) -> Dated:
    day = date.fromisoformat(event["series_date"]) if event["series_date"] else None
    return Dated(EVENT, day, event["starts_at"].replace(tzinfo=None), event)
