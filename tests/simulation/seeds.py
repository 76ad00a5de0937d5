"""The seeds that every run of the tests plays, in two halves for two processes."""

from tests.simulation.play import Theatre
from tests.simulation.telling import told

SEEDS = 1000
FIRST_HALF, SECOND_HALF = range(SEEDS // 2), range(SEEDS // 2, SEEDS)


def play_all(theatre: Theatre, seeds: range) -> None:
    """Fails with the story of the first seed that breaks a promise."""
    for seed in seeds:
        played = theatre.play(seed)
        assert not played.violations, told(played)
