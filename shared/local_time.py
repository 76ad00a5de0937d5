"""Wall time to instant and back: a time that summer time skips moves forward, one that comes twice is the first."""

from datetime import UTC, datetime

from shared.timezones import zone


def to_utc(local: datetime, timezone: str) -> datetime:
    """The instant at which clocks in the zone show this wall time."""
    if local.tzinfo is not None:
        raise ValueError("a local time has no zone of its own")
    # fold=0 reads a skipped time by the offset before the change (so it lands later by the gap)
    # and a doubled time by the offset of its first passing.
    return local.replace(tzinfo=zone(timezone), fold=0).astimezone(UTC)


def to_local(instant: datetime, timezone: str) -> datetime:
    """What clocks in the zone show at this instant, as an aware datetime."""
    if instant.tzinfo is None:
        raise ValueError("an instant is an aware datetime")
    return instant.astimezone(zone(timezone))
