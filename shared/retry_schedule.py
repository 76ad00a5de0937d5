"""When to try again: doubling delays with jitter, within bounds."""

import random
from datetime import timedelta


def delay(attempt: int, *, first: timedelta, longest: timedelta, chance: random.Random) -> timedelta:
    """The wait after the given attempt (1 = the first): doubles each time, at most `longest`,
    then shortened by up to a fifth at random so that many do not come back at once."""
    doubled: timedelta = first * 2 ** min(max(attempt, 1) - 1, 30)
    return min(doubled, longest) * (1 - 0.2 * chance.random())
