"""Recurrence keeps wall time, agrees with another library, and ends whatever the rule says."""

from datetime import UTC, date, datetime, timedelta

import pytest
from dateutil.rrule import rrulestr
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from shared.local_time import to_local
from shared.problems import Invalid
from shared.recurrence import FIRST_YEARS, HORIZON_YEARS, Rule, dates, parse, periods

OSLO = "Europe/Oslo"
ZONES = [OSLO, "Europe/Stockholm", "Europe/Copenhagen", "Europe/Amsterdam", "America/New_York"]
WEEKDAYS = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"]


def local(text: str) -> datetime:
    return datetime.fromisoformat(text)


def found(rule: str, first: str, limit: int = 10, **more: date) -> list[str]:
    return [one.date.isoformat() for one in dates(parse(rule), local(first), OSLO, limit=limit, **more)]


@st.composite
def rules(draw: st.DrawFn) -> str:
    freq = draw(st.sampled_from(["DAILY", "WEEKLY", "MONTHLY", "YEARLY"]))
    parts = [f"FREQ={freq}", f"INTERVAL={draw(st.integers(1, 4))}"]
    weekdays = draw(st.lists(st.sampled_from(WEEKDAYS), max_size=3, unique=True))
    # dateutil wants both where plain and numbered weekdays stand together; the RFC wants either.
    numbers = st.sampled_from(["1", "2", "5", "-1", "-2"])
    if freq in ("MONTHLY", "YEARLY") and draw(st.booleans()):
        weekdays = [draw(numbers) + weekday for weekday in weekdays]
    chosen: dict[str, list[str] | list[int]] = {
        "BYDAY": weekdays,
        "BYMONTH": draw(st.lists(st.integers(1, 12), max_size=3, unique=True)),
        "BYMONTHDAY": [] if freq == "WEEKLY" else draw(st.lists(st.sampled_from([1, 15, 29, 31, -1]), max_size=2)),
    }
    parts += [f"{name}={','.join(map(str, values))}" for name, values in chosen.items() if values]
    # In a first week begun in the middle dateutil counts from the first date, where the RFC counts the week.
    if freq in ("MONTHLY", "YEARLY") and any(chosen.values()) and draw(st.booleans()):
        parts.append(f"BYSETPOS={draw(st.sampled_from(['1', '-1', '1,2']))}")
    if draw(st.booleans()):
        parts.append(f"WKST={draw(st.sampled_from(['MO', 'SU']))}")
    ending = draw(st.sampled_from(["", "COUNT=5", "UNTIL=20291231"]))
    return ";".join([*parts, ending] if ending else parts)


firsts = st.integers(0, 1000).map(lambda days: local("2026-01-01T17:00") + timedelta(days=days))


@settings(deadline=None)
@given(rules(), firsts)
def test_the_dates_are_those_another_library_finds(rule: str, first: datetime) -> None:
    try:
        ours = [one.local.date() for one in dates(parse(rule), first, OSLO, limit=8)]
    except Invalid:
        return
    # The other library never ends where there is no further date: it is asked only as far as we looked.
    horizon = first + timedelta(days=365)
    ours = [day for day in ours if day <= horizon.date()]
    assume(ours)
    theirs = rrulestr(rule.replace("UNTIL=20291231", "UNTIL=20291231T235959"), dtstart=first)
    expected = [one.date() for _, one in zip(range(len(ours)), theirs, strict=False)]
    assert ours == expected


@settings(deadline=None)
@given(
    st.sampled_from(ZONES), st.sampled_from(["FREQ=WEEKLY", "FREQ=MONTHLY;BYDAY=2TU", "FREQ=DAILY;INTERVAL=5"]), firsts
)
def test_wall_time_is_constant_for_ten_years(timezone: str, rule: str, first: datetime) -> None:
    series = dates(parse(rule), first, timezone, limit=4000)
    assert series[-1].date.year - first.year >= HORIZON_YEARS - 1
    assert {one.local.time() for one in series} == {first.time()}
    assert all(to_local(one.utc_start, timezone).replace(tzinfo=None) == one.local for one in series)
    assert len({to_local(one.utc_start, timezone).utcoffset() for one in series}) == 2


def test_a_date_in_the_gap_moves_forward_and_a_doubled_one_is_the_first() -> None:
    gap = dates(parse("FREQ=DAILY"), local("2027-03-28T02:30"), OSLO, limit=2)
    assert [one.local for one in gap] == [local("2027-03-28T03:30"), local("2027-03-29T02:30")]
    assert gap[0].date == date(2027, 3, 28)
    (double,) = dates(parse("FREQ=DAILY"), local("2027-10-31T02:30"), OSLO, limit=1)
    assert double.utc_start == datetime(2027, 10, 31, 0, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("rule", "first", "expected"),
    [
        ("FREQ=MONTHLY;BYDAY=2TU", "2027-01-12T17:00", ["2027-01-12", "2027-02-09", "2027-03-09"]),
        ("FREQ=MONTHLY;BYDAY=-1FR", "2027-01-01T17:00", ["2027-01-29", "2027-02-26", "2027-03-26"]),
        ("FREQ=MONTHLY;BYMONTHDAY=31", "2027-01-31T17:00", ["2027-01-31", "2027-03-31", "2027-05-31"]),
        ("FREQ=MONTHLY", "2027-01-31T17:00", ["2027-01-31", "2027-03-31", "2027-05-31"]),
        ("FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1", "2027-01-01T17:00", ["2027-01-29", "2027-02-26", "2027-03-31"]),  # noqa: E501
        ("FREQ=WEEKLY;INTERVAL=2;BYDAY=TU,SU;WKST=MO", "2027-08-03T17:00", ["2027-08-03", "2027-08-08", "2027-08-17"]),
        ("FREQ=WEEKLY;INTERVAL=2;BYDAY=TU,SU;WKST=SU", "2027-08-03T17:00", ["2027-08-03", "2027-08-15", "2027-08-17"]),
        ("FREQ=WEEKLY;BYDAY=TU,WE;BYSETPOS=2", "2027-01-12T17:00", ["2027-01-13", "2027-01-20", "2027-01-27"]),
        ("FREQ=YEARLY;BYDAY=20MO", "2027-01-01T17:00", ["2027-05-17", "2028-05-15", "2029-05-14"]),
        ("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29", "2027-01-01T17:00", ["2028-02-29", "2032-02-29", "2036-02-29"]),
        ("FREQ=YEARLY", "2027-05-17T17:00", ["2027-05-17", "2028-05-17", "2029-05-17"]),
        ("FREQ=WEEKLY;COUNT=2", "2027-01-12T17:00", ["2027-01-12", "2027-01-19"]),
        ("FREQ=WEEKLY;UNTIL=20270119", "2027-01-12T17:00", ["2027-01-12", "2027-01-19"]),
        ("FREQ=WEEKLY;UNTIL=20270119T160000Z", "2027-01-12T17:00", ["2027-01-12", "2027-01-19"]),
        ("FREQ=WEEKLY;UNTIL=20270119T155959Z", "2027-01-12T17:00", ["2027-01-12"]),
        ("FREQ=WEEKLY;UNTIL=20270119T165959", "2027-01-12T17:00", ["2027-01-12"]),
    ],
)  # fmt: skip
def test_these_rules_give_these_dates(rule: str, first: str, expected: list[str]) -> None:
    assert found(rule, first, limit=3) == expected


def test_later_dates_follow_without_a_gap_or_repeat() -> None:
    whole = found("FREQ=WEEKLY;BYDAY=TU,TH", "2027-01-12T17:00", limit=20)
    assert found("FREQ=WEEKLY;BYDAY=TU,TH", "2027-01-12T17:00", after=date.fromisoformat(whole[9])) == whole[10:]
    assert found("FREQ=WEEKLY;COUNT=3", "2027-01-12T17:00", after=date(2027, 1, 26)) == []


def test_an_old_series_still_has_its_next_date() -> None:
    assert found("FREQ=WEEKLY", "2027-01-12T17:00", limit=1, after=date(2057, 1, 10)) == ["2057-01-16"]


@pytest.mark.parametrize(
    ("rule", "first"),
    [
        ("FREQ=DAILY;INTERVAL=7;BYDAY=TU", "2027-01-13T17:00"),
        ("FREQ=MONTHLY;INTERVAL=12;BYMONTH=3", "2027-01-13T17:00"),
        ("FREQ=YEARLY;INTERVAL=99;BYMONTH=2;BYMONTHDAY=29", "2027-01-13T17:00"),
        ("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29;BYDAY=MO", "2027-01-13T17:00"),
        ("FREQ=YEARLY;BYMONTH=2;BYDAY=SU;BYSETPOS=366", "2027-01-13T17:00"),
        ("FREQ=MONTHLY;BYMONTH=2", "2027-01-31T17:00"),
        ("FREQ=WEEKLY;UNTIL=20270101", "2027-01-13T17:00"),
    ],
)
def test_a_rule_without_dates_is_refused_after_a_bounded_number_of_days(rule: str, first: str) -> None:
    assert days_looked_at(parse(rule), local(first).date()) <= HORIZON_YEARS * 366 + 2 * 366
    with pytest.raises(Invalid, match="gives no date"):
        found(rule, first)


@settings(deadline=None)
@given(rules(), firsts)
def test_no_rule_looks_at_more_days_than_the_calendar_has(rule: str, first: datetime) -> None:
    try:
        parsed = parse(rule)
    except Invalid:
        return
    assert days_looked_at(parsed, first.date()) <= HORIZON_YEARS * 366 + 2 * 366


def days_looked_at(rule: Rule, first: date) -> int:
    return sum(len(period) for period in periods(rule, first, first + timedelta(days=HORIZON_YEARS * 366)))


@pytest.mark.parametrize("year", [1, FIRST_YEARS.start - 1, FIRST_YEARS.stop, 9999])
def test_a_series_in_another_age_is_refused(year: int) -> None:
    with pytest.raises(Invalid, match="between"):
        dates(parse("FREQ=DAILY"), datetime(year, 12, 31), OSLO, limit=1)  # noqa: DTZ001


def test_a_series_ends_after_a_century() -> None:
    assert found("FREQ=WEEKLY", "2027-01-12T17:00", after=date(2126, 1, 1))
    assert found("FREQ=WEEKLY", "2027-01-12T17:00", after=date(2127, 2, 1)) == []


@pytest.mark.slow
def test_the_last_day_ever_is_no_trouble() -> None:
    assert found("FREQ=DAILY", "2199-12-31T17:00", after=date.max) == []


def test_a_first_date_with_a_zone_is_a_mistake_of_ours() -> None:
    with pytest.raises(ValueError, match="without a zone"):
        dates(parse("FREQ=DAILY"), datetime(2027, 1, 1, tzinfo=UTC), OSLO, limit=1)
