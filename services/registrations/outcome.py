"""What became of one answer."""

from dataclasses import dataclass

from services.registrations.registration import Registration


@dataclass(frozen=True)
class Outcome:
    """What became of an answer: taken, refused or too old, and what she is now. `rank` is her place in the line."""

    answer_id: str
    result: str
    reason: str | None = None
    registration: Registration | None = None
    rank: int | None = None
