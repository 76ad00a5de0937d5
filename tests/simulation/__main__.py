"""`make simulate SEEDS=1000 [FROM=0]`: plays seeds, and tells the story of each that breaks a promise."""

import gc
import os
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

import structlog

from shared.crash_points import POINTS
from tests.simulation.play import Played, Theatre


def main() -> int:
    """Plays `SEEDS` seeds from `FROM` on; the number of those that failed."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(50))
    first, count = int(os.environ.get("FROM", "0")), int(os.environ.get("SEEDS", "1000"))
    hit: Counter[str] = Counter()
    failed: list[int] = []
    deaths = 0
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="samling-simulation-") as folder:
        theatre = Theatre(Path(folder))
        gc.freeze()
        gc.set_threshold(20_000, 20, 20)
        for seed in range(first, first + count):
            played = theatre.play(seed)
            hit.update(played.hit)
            deaths += played.deaths
            if played.violations:
                failed.append(seed)
                tell(played)
            if count == 1 and not played.violations:
                tell(played)
            if (seed - first + 1) % 50 == 0:
                done = seed - first + 1
                say(f"{done} seeds, {done / (time.monotonic() - began):.1f}/s, {deaths} deaths, failed: {failed}")
    say(f"{count} seeds in {time.monotonic() - began:.0f} s, {deaths} deaths; failed: {failed or 'none'}")
    say("deaths by point: " + ", ".join(f"{point} {hit[point]}" for point in sorted(POINTS)))
    return len(failed)


def tell(played: Played) -> None:
    """The story of a seed, and how to play it again."""
    say(f"\nSeed {played.seed} ({played.way}):")
    say("\n".join(played.story))
    for violation in played.violations:
        say(f"BROKEN  {violation}")
    say(f"Again: make simulate FROM={played.seed} SEEDS=1\n")


def say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(min(main(), 1))
