"""Revisions: numbers that only rise, by which readers tell a newer state from an older one."""

from datetime import UTC, datetime

_START = datetime(2020, 1, 1, tzinfo=UTC)


def next_revision(previous: int, now: datetime) -> int:
    """The revision after `previous`: at least the seconds since 2020, so that a writer restored from
    a backup never says something older than what its readers already know."""
    return max(previous + 1, int((now - _START).total_seconds()))
