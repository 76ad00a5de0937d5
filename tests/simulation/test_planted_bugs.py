"""Each planted bug, put where it is the only defence, is found by some seed: simulation sees what it looks for."""

from collections.abc import Iterator

import pytest

from tests.simulation.mutants import MOST_SEEDS, MUTANTS, planted
from tests.simulation.play import Theatre

pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]

# the first seed that found each, as `python -m tests.simulation planted` printed it: where to begin, for cheapness
FOUND_BY = {"corrections_untold": 20, "early_receipts_dropped": 15, "receipts_go_back": 5}


@pytest.mark.parametrize("name", MUTANTS)
def test_a_planted_bug_is_found(theatre: Theatre, name: str) -> None:
    first = FOUND_BY.get(name, 0)
    with planted(name, theatre.product):
        assert any(found(theatre, first)), f"{MUTANTS[name].__doc__} It went unnoticed from seed {first} on."


def found(theatre: Theatre, first: int) -> Iterator[bool]:
    for seed in range(first, first + MOST_SEEDS):
        yield bool(theatre.play(seed).violations)
