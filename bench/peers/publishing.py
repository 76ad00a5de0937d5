"""Says check-ins through a peer's publisher at the pace that lines of the standard input ask for.

Each line `FIRST MANY RATE` makes it publish so many; it answers with when each was due. Rate 0 is as fast as it goes.
"""

import asyncio
import json
import os
import sys
import time
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path

BROKER = os.environ.get("PEER_BROKER", "")


def note(number: int) -> None:
    """What a subscriber writes down when it has heard one, in the words of `bench.limits.subscriber`."""
    with Path(os.environ["PEER_FILE"]).open("a", encoding="utf-8") as heard:
        heard.write(f"{number} 1 {number} {time.time()}\n")


def drive(publish: Callable[[int], object]) -> None:
    print("ready", flush=True)
    for line in sys.stdin:
        due: list[float] = []
        for number in _paced(line, due):
            publish(number)
        print(json.dumps(due), flush=True)


async def drive_async(publish: Callable[[int], Awaitable[object]]) -> None:
    """The same; between lines the connection's heart goes on beating."""
    print("ready", flush=True)
    while line := await asyncio.to_thread(sys.stdin.readline):
        due: list[float] = []
        for number in _paced(line, due):
            await publish(number)
        print(json.dumps(due), flush=True)


def _paced(line: str, due: list[float]) -> Iterator[int]:
    first, many, rate = (float(word) for word in line.split())
    began = time.time()
    for place in range(int(many)):
        at = began + place / rate if rate else time.time()
        if (wait := at - time.time()) > 0:
            time.sleep(wait)
        due.append(at)
        yield int(first) + place
