"""Says check-ins through a peer's publisher at the pace that lines of the standard input ask for."""

import json
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path

BROKER = os.environ.get("PEER_BROKER", "")


def note(number: int) -> None:
    """What a subscriber writes down when it has heard one, in the words of `bench.limits.subscriber`."""
    with Path(os.environ["PEER_FILE"]).open("a", encoding="utf-8") as heard:
        heard.write(f"{number} 1 {number} {time.time()}\n")


def drive(publish: Callable[[int], object]) -> None:
    """Each line `FIRST MANY RATE` makes it publish; it answers with when each was due. Rate 0 is as fast as it goes."""
    print("ready", flush=True)
    for line in sys.stdin:
        first, many, rate = (float(word) for word in line.split())
        began, due = time.time(), []
        for place in range(int(many)):
            at = began + place / rate if rate else time.time()
            if (wait := at - time.time()) > 0:
                time.sleep(wait)
            due.append(at)
            publish(int(first) + place)
        print(json.dumps(due), flush=True)
