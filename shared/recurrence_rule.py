"""The recurrence rules we accept: daily to yearly, no times of day, and some date that fits."""

import calendar
import re
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Literal, cast

from shared.problems import Invalid

Frequency = Literal["DAILY", "WEEKLY", "MONTHLY", "YEARLY"]
DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
PARTS = ("FREQ", "INTERVAL", "COUNT", "UNTIL", "BYDAY", "BYMONTHDAY", "BYMONTH", "BYSETPOS", "WKST")
DAY = re.compile(r"([+-]?[0-9]{1,2})?(MO|TU|WE|TH|FR|SA|SU)\Z")
UNTIL = re.compile(r"(\d{8})(?:T(\d{6})(Z?))?\Z", re.ASCII)
LONGEST = 300


@dataclass(frozen=True)
class Rule:
    """A checked rule; days of the week count from Monday = 0, a weekday's number 0 means every one."""

    text: str
    freq: Frequency
    interval: int = 1
    count: int | None = None
    until: date | datetime | None = None
    by_day: tuple[tuple[int, int], ...] = ()
    by_month_day: tuple[int, ...] = ()
    by_month: tuple[int, ...] = ()
    by_set_pos: tuple[int, ...] = ()
    week_start: int = 0


def parse(rule: str) -> Rule:
    """The rule, or refused with what to write instead."""
    text = rule.strip().upper().removeprefix("RRULE:")
    if len(text) > LONGEST:
        raise Invalid(f"A rule has at most {LONGEST} characters.")
    parts = _parts(text)
    freq = parts.get("FREQ")
    if freq not in ("DAILY", "WEEKLY", "MONTHLY", "YEARLY"):
        raise Invalid("A rule begins with FREQ=DAILY, WEEKLY, MONTHLY or YEARLY.")
    found = Rule(
        text=text,
        freq=cast(Frequency, freq),
        interval=_numbers(parts, "INTERVAL", 1, 99, default="1")[0],
        count=next(iter(_numbers(parts, "COUNT", 1, 366)), None),
        until=_until(parts.get("UNTIL")),
        by_day=_weekdays(parts.get("BYDAY")),
        by_month_day=_numbers(parts, "BYMONTHDAY", 1, 31, negative=True),
        by_month=_numbers(parts, "BYMONTH", 1, 12),
        by_set_pos=_numbers(parts, "BYSETPOS", 1, 366, negative=True),
        week_start=_week_start(parts.get("WKST", "MO")),
    )
    _refuse_what_does_not_go_together(found)
    return found


def _parts(text: str) -> dict[str, str]:
    parts: dict[str, str] = {}
    for part in text.split(";"):
        name, equals, value = part.partition("=")
        if not equals or not value or name not in PARTS:
            raise Invalid(f"A rule is NAME=VALUE parts divided by ';', without times of day: {', '.join(PARTS)}.")
        if name in parts:
            raise Invalid(f"{name} may stand only once in a rule.")
        parts[name] = value
    return parts


def _numbers(
    parts: dict[str, str], name: str, low: int, high: int, *, negative: bool = False, default: str | None = None
) -> tuple[int, ...]:
    text = parts.get(name, default)
    if text is None:
        return ()
    one_only = name in ("INTERVAL", "COUNT")
    form = r"[+-]?[0-9]{1,3}" if negative else r"[0-9]{1,3}"
    values = [text] if one_only else text.split(",")
    if all(re.fullmatch(form, value) for value in values):
        numbers = tuple(sorted({int(value) for value in values}))
        if all(low <= (abs(number) if negative else number) <= high for number in numbers):
            return numbers
    also = f" or -{high} to -{low}" if negative else ""
    raise Invalid(f"{name} is {'a number' if one_only else 'numbers divided by commas'}, {low} to {high}{also}.")


def _weekdays(text: str | None) -> tuple[tuple[int, int], ...]:
    if text is None:
        return ()
    found = [DAY.match(value) for value in text.split(",")]
    days = {(int(match[1] or 0), DAYS.index(match[2])) for match in found if match}
    zeros = any(match and match[1] and not int(match[1]) for match in found)
    if None in found or zeros or any(abs(which) > 53 for which, _ in days):
        raise Invalid("BYDAY is MO, TU, WE, TH, FR, SA, SU divided by commas; 2TU is the second, -1FR the last.")
    return tuple(sorted(days))


def _week_start(text: str) -> int:
    if text not in DAYS:
        raise Invalid("WKST is one of MO, TU, WE, TH, FR, SA, SU.")
    return DAYS.index(text)


def _until(text: str | None) -> date | datetime | None:
    match = UNTIL.match(text) if text else None
    if text is None:
        return None
    try:
        if match and match[2]:
            local = datetime.strptime(match[1] + match[2], "%Y%m%d%H%M%S")  # noqa: DTZ007 - UNTIL may be local
            return local.replace(tzinfo=UTC) if match[3] else local
        if match:
            return datetime.strptime(match[1], "%Y%m%d").date()  # noqa: DTZ007 - a date has no zone
    except ValueError:
        pass
    raise Invalid("UNTIL is a date as 20271231, or a time as 20271231T170000Z.")


def _refuse_what_does_not_go_together(rule: Rule) -> None:
    numbered = [abs(which) for which, _ in rule.by_day if which]
    if rule.count and rule.until:
        raise Invalid("Use COUNT or UNTIL, not both.")
    if rule.by_month_day and rule.freq == "WEEKLY":
        raise Invalid("BYMONTHDAY does not go with FREQ=WEEKLY: use FREQ=MONTHLY.")
    if numbered and rule.freq in ("DAILY", "WEEKLY"):
        raise Invalid("A numbered weekday such as 2TU needs FREQ=MONTHLY or FREQ=YEARLY.")
    if numbered and max(numbered) > 5 and (rule.freq == "MONTHLY" or rule.by_month):
        raise Invalid("A month has at most five of a weekday: use 1 to 5 or -1 to -5.")
    if rule.by_set_pos and not (rule.by_day or rule.by_month_day or rule.by_month):
        raise Invalid("BYSETPOS chooses among the days of BYDAY, BYMONTHDAY or BYMONTH: add one of them.")
    if rule.by_set_pos and min(map(abs, rule.by_set_pos)) > _most_days(rule):
        raise Invalid("BYSETPOS is higher than the number of days to choose from.")
    longest = max(calendar.monthrange(2000, month)[1] for month in rule.by_month or range(1, 13))
    if rule.by_month_day and min(map(abs, rule.by_month_day)) > longest:
        raise Invalid("No month of the rule has such a day: change BYMONTHDAY or BYMONTH.")


def _most_days(rule: Rule) -> int:
    return {"DAILY": 1, "WEEKLY": 7, "MONTHLY": 31, "YEARLY": 366}[rule.freq]
