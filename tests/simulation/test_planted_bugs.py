"""Each planted bug, put where it is the only defence, is found by some seed: simulation sees what it looks for."""

from collections.abc import Iterator

import pytest

from tests.simulation.mutants import MOST_SEEDS, MUTANTS, planted
from tests.simulation.play import Theatre

pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]

# the first seed that found each, as `python -m tests.simulation planted` printed it: where to begin, for cheapness
FOUND_BY = {
    "believes_the_broker": 1,
    "waiting_taken_for_done": 53,
    "sends_blindly_again": 12,
    "asks_too_early": 112,
    "calls_before_writing": 37,
    "forgets_stops": 1,
    "keeps_freed_seats": 32,
    "latest_arrival_wins": 63,
    "takes_older_states": 141,
    "receipts_go_back": 8,
    "early_receipts_dropped": 292,
    "replies_not_fetched": 9,
    "tells_without_consent": 257,
    "corrections_untold": 29,
}


@pytest.mark.parametrize("name", MUTANTS)
def test_a_planted_bug_is_found(theatre: Theatre, name: str) -> None:
    first = FOUND_BY.get(name, 0)
    with planted(name, theatre.product):
        assert any(found(theatre, first)), f"{MUTANTS[name].__doc__} It went unnoticed from seed {first} on."


def found(theatre: Theatre, first: int) -> Iterator[bool]:
    for seed in range(first, first + MOST_SEEDS):
        yield bool(theatre.play(seed).violations)
