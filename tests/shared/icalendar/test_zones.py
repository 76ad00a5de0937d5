"""A VTIMEZONE, read by another library, tells the same time as the zone itself."""

import bisect
from datetime import UTC, datetime, timedelta

import icalendar
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.icalendar import vtimezone
from shared.timezones import names, zone
from tests.support.corpus import first

REGULAR = ["Europe/Oslo", "Europe/Stockholm", "Europe/Copenhagen", "Europe/Amsterdam", "Europe/London", "Europe/Dublin",
           "America/New_York", "Australia/Sydney"]  # fmt: skip
IRREGULAR = ["Africa/Cairo", "America/Havana", "Asia/Jerusalem", "Asia/Gaza", "America/Nuuk", "Africa/Casablanca"]
STANDING = ["Africa/Asmara", "Asia/Kabul", "Africa/Mogadishu", "Asia/Kolkata"]


def onsets_of(text: str, last_year: int) -> list[tuple[datetime, timedelta]]:
    """Every onset the observances give, with the offset after it."""
    onsets = []
    for part in icalendar.Timezone.from_ical(text).subcomponents:
        first = part["DTSTART"].dt
        onsets.append((first, part["TZOFFSETTO"].td))
        if rule := part.get("RRULE"):
            (month,), (day,) = rule["BYMONTH"], rule["BYDAY"]
            onsets += [
                (onset_in(year, int(month), str(day), first), part["TZOFFSETTO"].td)
                for year in range(1970, last_year + 1)
            ]
    return sorted(onsets)


def onset_in(year: int, month: int, byday: str, first: datetime) -> datetime:
    which, weekday = int(byday[:-2]), ["MO", "TU", "WE", "TH", "FR", "SA", "SU"].index(byday[-2:])
    days = [datetime.combine(datetime(year, month, 1) + timedelta(days=day), first.time()) for day in range(31)]  # noqa: DTZ001
    fitting = [day for day in days if day.month == month and day.weekday() == weekday]
    return fitting[which if which < 0 else which - 1]


def assert_agrees(name: str, start: datetime, end: datetime, step: timedelta) -> None:
    onsets = onsets_of(vtimezone(name, start, end), end.year)
    instant = start
    while instant <= end:
        local = instant.astimezone(zone(name))
        # Wall times that come twice, or never, say nothing certain.
        wall = local.replace(tzinfo=None)
        if local.replace(fold=0).utcoffset() == local.replace(fold=1).utcoffset():
            latest = bisect.bisect_right(onsets, wall, key=lambda onset: onset[0]) - 1
            assert onsets[latest][1] == local.utcoffset(), (name, instant)
        instant += step


@pytest.mark.parametrize("name", [*first(2, REGULAR), *first(2, IRREGULAR), *first(1, STANDING)])
def test_a_zone_is_right_all_through_the_years_asked(name: str) -> None:
    assert_agrees(name, datetime(2026, 1, 1, tzinfo=UTC), datetime(2028, 12, 31, tzinfo=UTC), timedelta(hours=25))


@settings(deadline=None)
@given(st.sampled_from(sorted(names() - {"UTC", "Etc/UTC"})), st.integers(2000, 2050))
def test_every_zone_is_right_in_any_year(name: str, year: int) -> None:
    assert_agrees(
        name, datetime(year, 1, 1, tzinfo=UTC), datetime(year, 12, 31, tzinfo=UTC), timedelta(days=5, hours=7)
    )


@pytest.mark.parametrize("name", first(2, REGULAR))
def test_a_regular_zone_is_two_yearly_rules(name: str) -> None:
    start = datetime(2027, 1, 1, tzinfo=UTC)
    text = vtimezone(name, start, start)
    assert text.count("RRULE:FREQ=YEARLY") == 2
    assert text == vtimezone(name, start, start + timedelta(days=700))
    assert (text.count("BEGIN:DAYLIGHT"), text.count("BEGIN:STANDARD")) == (1, 1)


@pytest.mark.parametrize("name", first(2, IRREGULAR))
def test_an_irregular_zone_lists_its_changes(name: str) -> None:
    assert "RRULE" not in vtimezone(name, datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 12, 1, tzinfo=UTC))


@pytest.mark.parametrize("name", ["UTC", "Etc/UTC"])
def test_utc_needs_no_zone(name: str) -> None:
    assert vtimezone(name, datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 12, 1, tzinfo=UTC)) == ""


@pytest.mark.parametrize(("name", "year"), [("America/Mexico_City", 2000), ("America/Goose_Bay", 2010)])
@pytest.mark.slow
def test_a_zone_that_changes_its_rule_is_right_before_and_after(name: str, year: int) -> None:
    start, end = datetime(year, 1, 1, tzinfo=UTC), datetime(year + 2, 12, 31, tzinfo=UTC)
    assert_agrees(name, start, end, timedelta(hours=1))
