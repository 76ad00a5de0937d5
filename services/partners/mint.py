"""Makes names that say nothing: 128 bits of chance, no time in them, so that no two of them can be joined."""

import random
from collections.abc import Callable

Mint = Callable[[str], str]


def mint_from(chance: random.Random) -> Mint:
    """A mint of names such as `psn_5f…`; `chance` is the system's own randomness wherever people are real."""
    # The product's ids begin with the time: two partners could match theirs by it.
    return lambda prefix: f"{prefix}_{chance.getrandbits(128):032x}"
