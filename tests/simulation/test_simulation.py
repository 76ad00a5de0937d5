"""A seed is one story, wherever and whenever it is played."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from shared import crash_points
from tests.simulation.mutants import planted
from tests.simulation.play import POINTS, Theatre
from tests.simulation.telling import told

pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]

DIGEST = """
import sys
from pathlib import Path
from tests.simulation.play import Theatre
sys.stdout.write("DIGEST " + Theatre(Path(sys.argv[1])).play(int(sys.argv[2]), digest=True).digest)
"""


@pytest.mark.parametrize("seed", [0, 1])  # in one process, and apart
def test_a_seed_is_the_same_to_the_byte_whatever_was_played_before(theatre: Theatre, seed: int, tmp_path: Path) -> None:
    first = theatre.play(seed, digest=True)
    theatre.play(seed + 1000)
    again = theatre.play(seed, digest=True)
    assert again.story == first.story
    assert again.digest == first.digest
    assert first.digest == in_another_process(tmp_path, seed, str(seed + 1))


def in_another_process(folder: Path, seed: int, hash_seed: str) -> str:
    command = [sys.executable, "-c", DIGEST, str(folder), str(seed)]
    environment = os.environ | {"PYTHONHASHSEED": hash_seed}
    printed = subprocess.run(command, env=environment, capture_output=True, text=True, check=True, timeout=120).stdout
    return printed.rpartition("DIGEST ")[2]


@pytest.mark.parametrize("point", crash_points.POINTS)
def test_some_story_dies_at_each_point(theatre: Theatre, point: str) -> None:
    armed_there = range(POINTS.index(point), 20 * len(POINTS), len(POINTS))
    assert any(point in theatre.play(seed).hit for seed in armed_there)


def test_a_seed_that_breaks_a_promise_breaks_it_again_in_the_same_words(theatre: Theatre) -> None:
    with planted("lease_without_end", theatre.product):
        broken = next(played for seed in range(50) if (played := theatre.play(seed)).violations)
        assert told(theatre.play(broken.seed)) == told(broken)
