"""What is chosen in words becomes a rule that the recurrence reads, and is shown as the same words."""

from datetime import date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.web.forms.rhythm import (
    EVERY,
    MONTHS,
    MOST_TIMES,
    Rhythm,
    dates_between,
    first_dates,
    last_date,
    rhythm_of,
)
from shared.recurrence_rule import parse

FIRST = datetime.fromisoformat("2027-01-05T17:00")

endings = st.one_of(
    st.just({}),
    st.builds(lambda times: {"times": times}, st.integers(1, MOST_TIMES)),
    st.builds(lambda until: {"until": until}, st.dates(date(2027, 6, 1), date(2190, 1, 1))),
)
rhythms = st.builds(
    lambda every, days, without, ends: Rhythm(every, tuple(sorted(days)), tuple(sorted(without)), **ends),
    st.sampled_from(EVERY),
    st.sets(st.integers(0, 6), min_size=1),
    st.sets(st.sampled_from(MONTHS), max_size=11),
    endings,
)


@given(rhythms)
@settings(max_examples=300, deadline=None)
def test_words_become_a_rule_and_the_rule_the_same_words(rhythm: Rhythm) -> None:
    assert parse(rhythm.rule).text == rhythm.rule
    assert rhythm_of(rhythm.rule) == rhythm


@given(rhythms)
@settings(max_examples=100, deadline=None)
def test_the_dates_are_as_the_words_say(rhythm: Rhythm) -> None:
    for one in first_dates(Rhythm(rhythm.every, rhythm.days, rhythm.without).rule, FIRST, "Europe/Oslo", 8):
        assert one.date.weekday() in rhythm.days
        assert one.date.month not in rhythm.without
        assert (one.local.hour, one.local.minute) == (17, 0)


@pytest.mark.parametrize(
    "rule",
    [
        "FREQ=DAILY",
        "FREQ=MONTHLY;BYMONTHDAY=15",
        "FREQ=MONTHLY;INTERVAL=2;BYDAY=2TU",
        "FREQ=MONTHLY;BYDAY=1TU,3TU",
        "FREQ=MONTHLY;BYDAY=5TU",
        "FREQ=MONTHLY;BYDAY=TU;BYSETPOS=2",
        "FREQ=WEEKLY",
        "FREQ=WEEKLY;INTERVAL=3;BYDAY=TU",
        "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU;WKST=SU",
        "FREQ=MONTHLY;BYDAY=2TU;UNTIL=20271231T170000Z",
        "FREQ=YEARLY;BYDAY=2TU;BYMONTH=5",
        "nonsense",
    ],
)
def test_a_rule_that_the_words_cannot_say_is_not_said_wrongly(rule: str) -> None:
    assert rhythm_of(rule) is None


def test_spellings_that_mean_the_same_are_said_the_same() -> None:
    assert rhythm_of("rrule:freq=monthly;byday=2tu;interval=1") == Rhythm("month_2", (1,))
    assert rhythm_of("FREQ=WEEKLY;BYDAY=TU;WKST=SU") == Rhythm("week", (1,))


def test_dates_keep_the_hour_over_summer_time() -> None:
    dates = first_dates("FREQ=WEEKLY;BYDAY=SU", datetime.fromisoformat("2027-03-21T02:30"), "Europe/Oslo", 3)
    # on the 28th that hour is skipped, and the clocks move on
    assert [f"{one.local:%d %H:%M}" for one in dates] == ["21 02:30", "28 03:30", "04 02:30"]


def test_the_last_date_of_a_rule_that_ends() -> None:
    today = date(2027, 6, 1)
    assert last_date("FREQ=MONTHLY;BYDAY=2TU;COUNT=7", FIRST, "Europe/Oslo", today) == date(2027, 7, 13)
    assert last_date("FREQ=MONTHLY;BYDAY=2TU", FIRST, "Europe/Oslo", today) is None
    assert last_date("FREQ=MONTHLY;BYDAY=2TU;COUNT=2", FIRST, "Europe/Oslo", today) is None
    assert last_date("nonsense", FIRST, "Europe/Oslo", today) is None


def test_dates_between_two_days_include_both() -> None:
    found = dates_between("FREQ=WEEKLY;BYDAY=TU", FIRST, "Europe/Oslo", date(2027, 1, 12), date(2027, 1, 26))
    assert [one.date.day for one in found] == [12, 19, 26]
    assert dates_between("nonsense", FIRST, "Europe/Oslo", date(2027, 1, 1), date(2027, 2, 1)) == []
