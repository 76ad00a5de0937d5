"""Times are shown by the clocks of the place, in the reader's words."""

from datetime import UTC, datetime, timedelta

import pytest

from services.web import dates
from services.web.languages import FOR_EVERYONE, language

START = datetime(2027, 7, 13, 15, tzinfo=UTC)
END = datetime(2027, 7, 13, 17, tzinfo=UTC)


@pytest.mark.parametrize(
    ("tag", "day", "hours", "city"),
    [
        ("nb", "tirsdag 13. juli 2027", "17:00–19:00", "Oslo"),
        ("en", "Tuesday, 13 July 2027", "17:00–19:00", "Oslo"),
        ("ar", "الثلاثاء، 13 يوليو 2027", "17:00–19:00", "أوسلو"),
        ("da", "tirsdag den 13. juli 2027", "17.00–19.00", "Oslo"),
    ],
)
def test_summer_time_in_oslo(tag: str, day: str, hours: str, city: str) -> None:
    spoken = language(tag)
    assert dates.day(START, "Europe/Oslo", spoken) == day
    assert dates.hours(START, END, "Europe/Oslo", spoken).replace("\u202f", " ").replace("\xa0", " ") == hours
    assert dates.city("Europe/Oslo", spoken) == city


@pytest.mark.parametrize(
    ("tag", "day"),
    [
        ("nb", "tirsdag 13. juli"),
        ("en", "Tuesday 13 July"),
        ("ar", "الثلاثاء، 13 يوليو"),
        ("tr", "13 Temmuz Salı"),
        ("ru", "вторник, 13 июля"),
        ("fr", "mardi 13 juillet"),
    ],
)
def test_a_day_that_is_near_is_said_without_its_year(tag: str, day: str) -> None:
    spoken = language(tag)
    assert dates.coming_day(START, "Europe/Oslo", spoken, START - timedelta(days=20)) == day
    for far in (timedelta(days=301), -timedelta(hours=1)):
        assert dates.coming_day(START, "Europe/Oslo", spoken, START - far) == dates.day(START, "Europe/Oslo", spoken)


@pytest.mark.parametrize("tag", FOR_EVERYONE)
def test_every_language_says_a_near_day_in_whole_words(tag: str) -> None:
    spoken = language(tag)
    near = dates.coming_day(START, "Europe/Oslo", spoken, START - timedelta(days=20))
    assert dates.weekday(1, spoken) in near
    assert "13" in near
    assert "2027" not in near


def test_persian_says_from_when_to_when_in_words() -> None:
    assert dates.hours(START, END, "Europe/Oslo", language("fa")) == "17:00 تا 19:00"
    assert dates.hours(START, END, "Europe/Oslo", language("prs")) == "17:00 تا 19:00"


def test_an_end_on_another_day_is_said_with_its_day() -> None:
    late = datetime(2027, 7, 13, 23, tzinfo=UTC)
    assert dates.hours(START, late, "Europe/Oslo", language("nb")) == "17:00–onsdag 14. juli 2027 01:00"


@pytest.mark.parametrize(
    ("tag", "said"),
    [
        ("nb", "tirsdag 13."),
        ("sv", "tisdag 13"),
        ("da", "tirsdag den 13."),
        ("nl", "dinsdag 13"),
        ("en", "Tuesday 13"),
    ],
)
def test_a_day_of_a_known_month(tag: str, said: str) -> None:
    assert dates.day_of_month(START.date(), language(tag)) == said


def test_words_in_a_row_are_joined_as_the_language_does() -> None:
    assert dates.listed(["tirsdag"], language("nb")) == "tirsdag"
    assert dates.listed(["mandag", "tirsdag", "torsdag"], language("nb")) == "mandag, tirsdag og torsdag"
    assert dates.listed(["dinsdag", "donderdag"], language("nl")) == "dinsdag en donderdag"
