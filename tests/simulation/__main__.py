"""`make simulate SEEDS=1000 [FROM=0]`: plays seeds, and tells the story of each that breaks a promise.

`python -m tests.simulation planted [BUG]`: plays each planted bug until a seed finds it, and prints the table of them.
"""

import gc
import os
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import structlog

from shared.crash_points import POINTS
from tests.simulation.mutants import MOST_SEEDS, MUTANTS, planted
from tests.simulation.play import Theatre
from tests.simulation.telling import told


@contextmanager
def opened() -> Iterator[Theatre]:
    """A theatre without a word from the product's log."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(50))
    with tempfile.TemporaryDirectory(prefix="samling-simulation-") as folder:
        theatre = Theatre(Path(folder))
        gc.freeze()
        gc.set_threshold(20_000, 20, 20)
        yield theatre


def simulate() -> int:
    """Plays `SEEDS` seeds from `FROM` on; the number of those that failed."""
    first, count = int(os.environ.get("FROM", "0")), int(os.environ.get("SEEDS", "1000"))
    hit: Counter[str] = Counter()
    failed: list[int] = []
    deaths = 0
    with opened() as theatre:
        began = time.process_time()
        for done, seed in enumerate(range(first, first + count), start=1):
            played = theatre.play(seed)
            hit.update(played.hit)
            deaths += played.deaths
            if played.violations:
                failed.append(seed)
            if played.violations or count == 1:
                say(told(played))
            if done % 50 == 0 or done == count:
                rate = done / (time.process_time() - began)
                say(f"{done} seeds, {rate:.1f} in a CPU second, {deaths} deaths, failed: {failed or 'none'}")
    say("deaths by point: " + ", ".join(f"{point} {hit[point]}" for point in sorted(POINTS)))
    return len(failed)


def find_planted(names: list[str]) -> int:
    """Prints which seed is the first to find each planted bug; the number of bugs that none found."""
    unnoticed = 0
    say("| Planted bug | What it does | First seed | What broke |\n|---|---|---|---|")
    with opened() as theatre:
        for name in names:
            with planted(name, theatre.product):
                tries = (theatre.play(seed) for seed in range(MOST_SEEDS))
                found = next((played for played in tries if played.violations), None)
            unnoticed += found is None
            seed, broken = (found.seed, found.violations[0]) if found else ("none", "")
            say(f"| `{name}` | {MUTANTS[name].__doc__} | {seed} | {broken} |")
            if found and len(names) == 1:
                say(told(found))
    return unnoticed


def say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    if sys.argv[1:2] == ["planted"]:
        sys.exit(min(find_planted(sys.argv[2:] or list(MUTANTS)), 1))
    sys.exit(min(simulate(), 1))
