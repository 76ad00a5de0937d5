"""Wall time is what was promised; instants follow from it."""

from datetime import UTC, datetime, timedelta

import pytest

from services.events.timing import at_instants, at_wall_time
from shared.problems import Invalid

OSLO = "Europe/Oslo"
SPRING = datetime(2027, 3, 28, 2, 30)  # noqa: DTZ001 - a wall time that is skipped
START = datetime(2027, 3, 9, 16, tzinfo=UTC)


def test_a_wall_time_that_summer_time_skips_moves_forward() -> None:
    assert at_wall_time(SPRING, timedelta(hours=1), OSLO).starts_local == "2027-03-28T03:30:00"


def test_the_second_passing_of_an_hour_is_refused_since_it_cannot_be_promised() -> None:
    second = datetime(2027, 10, 31, 1, 30, tzinfo=UTC)
    with pytest.raises(Invalid):
        at_instants(second, second + timedelta(hours=1), OSLO)
    first = second - timedelta(hours=1)
    assert at_instants(first, second, OSLO).starts_local == "2027-10-31T02:30:00"


@pytest.mark.parametrize("length", [timedelta(0), timedelta(hours=-1), timedelta(days=14, seconds=1)])
def test_an_event_ends_after_it_starts_and_within_fourteen_days(length: timedelta) -> None:
    with pytest.raises(Invalid):
        at_instants(START, START + length, OSLO)


def test_fourteen_days_are_not_too_long() -> None:
    assert at_instants(START, START + timedelta(days=14), OSLO).starts_at == START


def test_what_begins_now_is_past() -> None:
    with pytest.raises(Invalid):
        at_instants(START, START + timedelta(hours=1), OSLO).check(START)
