"""How people are answered while the broker is away or short of memory: `python -m bench.outage [SECONDS]`.

One process per service and role on real servers; eight connections send answers, changing their minds, at a steady
rate: as ever, then through each outage. Prints how long HTTP took, and how long the books took to balance afterwards.
"""

import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.support.apart import Apart
from tests.support.full_way import FullWay
from tests.support.product import TestProduct
from tests.support.servers import RabbitMq, start_postgresql, start_rabbitmq
from tests.support.through_crashes import Caller, invite

CONNECTIONS, RATE = 8, 20  # answers a second


def main() -> None:
    seconds = float(sys.argv[1]) if len(sys.argv) > 1 else 60
    postgresql, rabbitmq = start_postgresql(), start_rabbitmq()
    with tempfile.TemporaryDirectory() as folder:
        parts = FullWay(postgresql, rabbitmq).parts()
        TestProduct(Path(folder) / "migrated", parts=parts).close()
        apart = Apart(Path(folder), parts)
        try:
            apart.start()
            assert apart.wait_until_live()
            run(apart, rabbitmq, seconds)
        finally:
            apart.kill()
            postgresql.stop()
            rabbitmq.stop()


def run(apart: Apart, rabbitmq: RabbitMq, seconds: float) -> None:
    story = invite(Caller(apart), chapter=0)
    path = f"registrations/events/{story['event']['id']}/invitations"
    while len(apart.call("GET", path).json().get("items", [])) < len(story["people"]):
        time.sleep(0.2)
    print(f"{'':24}{'answers':>8}{'not 2xx':>8}{'p50 ms':>8}{'p99 ms':>8}{'max ms':>8}{'balanced after s':>18}")
    for name, outage in (("as ever", nothing), ("broker away", away), ("short of memory", short_of_memory)):
        with outage(rabbitmq):
            took, refused = load(apart, story, seconds)
        after = until_balanced(apart)
        cuts = statistics.quantiles(took, n=100)
        times = "".join(f"{value:8.0f}" for value in (cuts[49], cuts[98], max(took)))
        print(f"{name:24}{len(took):8}{refused:8}{times}{after:18.1f}", flush=True)


@contextmanager
def nothing(_rabbitmq: RabbitMq) -> Iterator[None]:
    yield


@contextmanager
def away(rabbitmq: RabbitMq) -> Iterator[None]:
    rabbitmq.kill()
    yield
    rabbitmq.start()


@contextmanager
def short_of_memory(rabbitmq: RabbitMq) -> Iterator[None]:
    rabbitmq.control("set_vm_memory_high_watermark", "0.00001")
    yield
    rabbitmq.control("set_vm_memory_high_watermark", "0.4")


def load(apart: Apart, story: dict[str, Any], seconds: float) -> tuple[list[float], int]:
    """Milliseconds of each answer, and how many were not taken."""
    path = f"registrations/events/{story['event']['id']}/registrations"
    took: list[float] = []
    refused: list[int] = []
    guard = threading.Lock()

    def say(number: int) -> None:
        person = story["people"][number % len(story["people"])]
        said = {"participant_id": person["id"], "answer": ("accepted", "declined")[number // len(story["people"]) % 2]}
        began = time.perf_counter()
        status = apart.call("POST", path, said).status_code
        with guard:
            took.append((time.perf_counter() - began) * 1000)
            refused.extend([status] if status >= 300 else [])

    with ThreadPoolExecutor(CONNECTIONS) as pool:
        began = time.monotonic()
        for number in range(int(seconds * RATE)):
            time.sleep(max(0.0, began + number / RATE - time.monotonic()))
            pool.submit(say, number)
    return took, len(refused)


def until_balanced(apart: Apart) -> float:
    began = time.monotonic()
    while not all(line.balanced for line in apart.books()):
        time.sleep(0.2)
    return time.monotonic() - began


if __name__ == "__main__":
    main()
