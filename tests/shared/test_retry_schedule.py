"""Waits double, stay within bounds, and differ so that many do not come back at once."""

import random
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as some

from shared.retry_schedule import delay

FIRST, LONGEST = timedelta(seconds=1), timedelta(minutes=5)


class Never(random.Random):
    """No jitter."""

    def random(self) -> float:
        return 0.0


@pytest.mark.parametrize(("attempt", "seconds"), [(1, 1), (2, 2), (3, 4), (8, 128), (9, 256), (10, 300), (10**6, 300)])
def test_the_wait_doubles_up_to_the_longest(attempt: int, seconds: int) -> None:
    assert delay(attempt, first=FIRST, longest=LONGEST, chance=Never()) == timedelta(seconds=seconds)


@given(some.integers(0, 10_000), some.randoms(use_true_random=False))
def test_jitter_shortens_by_a_fifth_at_most(attempt: int, chance: random.Random) -> None:
    whole = delay(attempt, first=FIRST, longest=LONGEST, chance=Never())
    assert whole * 0.8 <= delay(attempt, first=FIRST, longest=LONGEST, chance=chance) <= whole


def test_many_that_failed_together_do_not_come_back_together() -> None:
    chance = random.Random(3)
    assert len({delay(5, first=FIRST, longest=LONGEST, chance=chance) for _ in range(100)}) > 90
