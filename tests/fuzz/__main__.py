"""`make fuzz CASES=1000000 [SEED=1]`: as many generated requests as are asked for, and what was wrong with any."""

import gc
import os
import sys
import tempfile
import time
from pathlib import Path

import structlog

from tests.fuzz.campaign import play
from tests.fuzz.playground import Playground
from tests.fuzz.tally import Tally


def main() -> int:
    """Sends `CASES` requests drawn from `SEED`; the number of those that were answered wrongly."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(50))
    cases, seed = int(os.environ.get("CASES", "10000")), int(os.environ.get("SEED", "1"))
    tally = Tally()
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="samling-fuzz-") as folder:
        playground = Playground(Path(folder) / "data")
        gc.freeze()
        gc.set_threshold(20_000, 20, 20)
        try:
            play(playground, tally, cases=cases, seed=seed)
        finally:
            for fault in tally.faults:
                say(fault)
            playground.close()
            say(f"{tally}; {len(tally.faults)} faults")
            say(f"seed {seed}, {time.monotonic() - began:.0f} s, {time.process_time():.0f} s of CPU")
    return len(tally.faults)


def say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(min(main(), 1))
