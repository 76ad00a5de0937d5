"""Times as people read them: in their language, by the clocks of the place where the event is."""

import re
from collections.abc import Sequence
from datetime import date, datetime, timedelta

from babel.dates import format_date, format_interval, format_time, get_day_names, get_month_names, get_timezone_location
from babel.lists import format_list

from services.web.languages import Language
from shared.local_time import to_local
from shared.timezones import zone

SOON = timedelta(days=300)  # within which a month is of one year alone
_SHORT = re.compile(r"\b(?:E|ccc|MMM|LLL)\b")
_WHOLE = {"E": "EEEE", "ccc": "EEEE", "MMM": "MMMM", "LLL": "LLLL"}


def day(at: datetime, timezone: str, language: Language) -> str:
    """The day with its weekday: tirsdag 12. januar 2027."""
    return format_date(to_local(at, timezone), "full", locale=language.locale)


def coming_day(at: datetime, timezone: str, language: Language, now: datetime) -> str:
    """The same without its year where that goes without saying: tirsdag 12. januar."""
    if not now < at < now + SOON:
        return day(at, timezone, language)
    known = language.locale.datetime_skeletons
    pattern = str(known["MMMMEd"] if "MMMMEd" in known else known["MMMEd"])
    return format_date(to_local(at, timezone), _SHORT.sub(lambda part: _WHOLE[part[0]], pattern), language.locale)


def clock(at: datetime, timezone: str, language: Language) -> str:
    """The time of day on the clocks of the place: 17:00, in Danish 17.00."""
    return time_of_day(to_local(at, timezone), language)


def time_of_day(local: datetime, language: Language) -> str:
    """What a clock of 24 hours shows, as the language writes it."""
    return format_time(local, str(language.locale.datetime_skeletons["Hm"]), locale=language.locale)


def hours(starts_at: datetime, ends_at: datetime, timezone: str, language: Language) -> str:
    """From and to; where the end is on another day, with that day."""
    start, end = clock(starts_at, timezone, language), clock(ends_at, timezone, language)
    first, last = to_local(starts_at, timezone), to_local(ends_at, timezone)
    if first.date() != last.date():
        end = f"{day(ends_at, timezone, language)} {end}"
    elif language.direction == "rtl":  # in words where it has them: a dash between numbers can be read from either side
        return str(format_interval(first, last, "Hm", locale=language.locale))
    return f"{start}–{end}"


def city(timezone: str, language: Language) -> str:
    """Whose clocks are meant: Oslo."""
    return get_timezone_location(zone(timezone), locale=language.locale, return_city=True)


def full_date(day: date, language: Language) -> str:
    """A day of the calendar with its weekday: tirsdag 12. januar 2027."""
    return format_date(day, "full", locale=language.locale)


def short_date(day: date, language: Language) -> str:
    """A day of the calendar where there is little room: 12. jan. 2027."""
    return format_date(day, "medium", locale=language.locale)


def day_of_month(day: date, language: Language) -> str:
    """A day of a month that is known: tirsdag 12., but Tuesday 12."""
    pattern = str(language.locale.datetime_skeletons["Ed"]).replace("E", "EEEE")
    return format_date(day, pattern, locale=language.locale)


def month(number: int, language: Language) -> str:
    """A month standing alone: januar."""
    return str(get_month_names("wide", context="stand-alone", locale=language.locale)[number])


def weekday(number: int, language: Language) -> str:
    """A day of the week from Monday = 0: tirsdag."""
    return str(get_day_names("wide", context="format", locale=language.locale)[number])


def listed(words: Sequence[str], language: Language) -> str:
    """Several words in a sentence: tirsdag og torsdag."""
    return format_list(words, locale=language.locale)
