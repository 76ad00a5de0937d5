"""`make chaos [KILLS=200] [SERVERS=20] [ROUNDS=2] [SEED=…] [ACTS=…]`: the long form; writes a dated report."""

import logging
import os
import signal
import sys
import time
import traceback
from datetime import UTC, datetime
from pathlib import Path

from tests.chaos.acts import ACTS, Plan
from tests.chaos.report import Played, written

REPORTS = Path("docs/reports")


def main() -> int:
    logging.getLogger("pika").setLevel(logging.CRITICAL)  # it tells each lost connection of the partner in pages
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that all is put away
    plan = Plan(*(int(os.environ[name]) for name in ("SEED", "KILLS", "SERVERS", "ROUNDS")))
    asked = os.environ.get("ACTS", "")
    chosen = {name: act for name, act in ACTS.items() if not asked or name.split()[0] in asked.split(",")}
    load, day = os.getloadavg(), datetime.now(UTC).date().isoformat()
    played = [play(name, plan) for name in chosen]
    report = written(plan, day, played, load)
    REPORTS.mkdir(exist_ok=True)
    place = REPORTS / f"{day}-chaos.md"
    place.write_text(report, encoding="utf-8")
    sys.stdout.write(f"{report}written to {place}\n")
    return 0 if all(act.is_well for act in played) else 1


def play(name: str, plan: Plan) -> Played:
    """One act; what keeps it from being played to its end is told, and the next is played all the same."""
    act, began = ACTS[name], time.monotonic()
    promise = (act.__doc__ or "").strip()

    def say(text: str) -> None:
        sys.stdout.write(f"{time.monotonic() - began:6.0f} s  {name}: {text}\n")
        sys.stdout.flush()

    say(promise)
    try:
        verdict, skipped = act(plan, say)
    except Exception as fault:
        traceback.print_exc()
        return Played(name, promise, time.monotonic() - began, None, failure=_in_short(fault))
    say(f"{len(verdict.broken)} promises broken")
    return Played(name, promise, time.monotonic() - began, verdict, skipped)


def _in_short(fault: Exception) -> str:
    return f"{type(fault).__name__}: {str(fault).partition(chr(10))[0][:120]}"


if __name__ == "__main__":
    sys.exit(main())
