"""Wall time around the changes of summer time."""

from datetime import UTC, datetime

import pytest

from shared.local_time import to_local, to_utc


def local(text: str) -> datetime:
    return datetime.fromisoformat(text)


@pytest.mark.parametrize(
    ("wall", "instant"),
    [
        ("2027-01-12T17:00", "2027-01-12T16:00+00:00"),
        ("2027-07-13T17:00", "2027-07-13T15:00+00:00"),
        ("2027-03-28T02:30", "2027-03-28T01:30+00:00"),  # skipped: shows 03:30
        ("2027-10-31T02:30", "2027-10-31T00:30+00:00"),  # twice: the first
    ],
)
def test_a_wall_time_in_oslo_is_this_instant(wall: str, instant: str) -> None:
    assert to_utc(local(wall), "Europe/Oslo") == local(instant)
    assert to_utc(local(wall).replace(fold=1), "Europe/Oslo") == local(instant)


def test_a_skipped_time_moves_forward_by_the_gap() -> None:
    shown = to_local(to_utc(local("2027-03-28T02:30"), "Europe/Oslo"), "Europe/Oslo")
    assert shown.replace(tzinfo=None) == local("2027-03-28T03:30")


def test_local_times_and_instants_are_not_mixed_up() -> None:
    with pytest.raises(ValueError, match="no zone of its own"):
        to_utc(datetime(2027, 1, 1, tzinfo=UTC), "Europe/Oslo")
    with pytest.raises(ValueError, match="aware"):
        to_local(local("2027-01-01T00:00"), "Europe/Oslo")
