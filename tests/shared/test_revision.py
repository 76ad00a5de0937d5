"""Revisions only rise, also across a restore from a backup."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as some

from shared.revision import next_revision

NOW = datetime(2027, 1, 4, 11, tzinfo=UTC)
instants = some.datetimes(datetime(2020, 1, 1), datetime(2100, 1, 1), timezones=some.just(UTC))  # noqa: DTZ001


@given(some.integers(0, 2**52), instants)
def test_the_next_revision_is_higher(previous: int, now: datetime) -> None:
    assert next_revision(previous, now) > previous


def test_changes_within_a_second_still_differ() -> None:
    first = next_revision(0, NOW)
    assert [next_revision(first, NOW), next_revision(first + 1, NOW)] == [first + 1, first + 2]


def test_a_writer_restored_from_a_backup_is_not_older_than_its_readers() -> None:
    backup = next_revision(0, NOW - timedelta(days=1))
    readers_know = next_revision(backup, NOW)
    assert next_revision(backup, NOW + timedelta(seconds=1)) > readers_know


def test_twin_counting_up_by_one_would_be_older() -> None:
    backup = next_revision(0, NOW - timedelta(days=1))
    assert backup + 1 < next_revision(backup, NOW)
