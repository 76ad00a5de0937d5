"""Times are shown by the clocks of the place, in the reader's words."""

from datetime import UTC, datetime

import pytest

from services.web import dates
from services.web.languages import language

START = datetime(2027, 7, 13, 15, tzinfo=UTC)
END = datetime(2027, 7, 13, 17, tzinfo=UTC)


@pytest.mark.parametrize(
    ("tag", "day", "hours", "city"),
    [
        ("nb", "tirsdag 13. juli 2027", "17:00–19:00", "Oslo"),
        ("en", "Tuesday, 13 July 2027", "17:00–19:00", "Oslo"),
        ("ar", "الثلاثاء، 13 يوليو 2027", "17:00–19:00", "أوسلو"),
    ],
)
def test_summer_time_in_oslo(tag: str, day: str, hours: str, city: str) -> None:
    spoken = language(tag)
    assert dates.day(START, "Europe/Oslo", spoken) == day
    assert dates.hours(START, END, "Europe/Oslo", spoken).replace("\u202f", " ").replace("\xa0", " ") == hours
    assert dates.city("Europe/Oslo", spoken) == city


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
