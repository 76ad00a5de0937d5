"""The same RSVP on SQLite (WAL, synchronous FULL) behind the same server, beside PostgreSQL; and four that write."""

import time
from concurrent.futures import ThreadPoolExecutor

from sqlalchemy import Column, Integer, MetaData, String, Table, insert

from bench.findings import Findings, Goal
from bench.findings import Table as Grid
from bench.ground import Ground, pids
from bench.guests import Guests
from bench.load import send
from bench.measure import Sample, in_turn, median, metered, ratio
from shared.clock import SystemClock
from shared.database import Database
from shared.ids import random_ids
from tests.support.process import free_port

WRITERS = 4
ROWS = Table("rows", MetaData(), Column("id", Integer, primary_key=True), Column("words", String(80)))


def measure(ground: Ground, *, full: bool) -> Findings:
    number, rounds = (2000, 5) if full else (400, 3)
    apart, url = ground.alone("registrations")
    file, port = ground.folder / "registrations.sqlite3", free_port()
    program = ground.program("bench.on_a_file", str(file), str(port))
    of_file = Guests(f"sqlite:///{file}", "hot", invited=number * (rounds + 1))
    of_server = Guests(url, "hot", invited=number * (rounds + 1))

    def run(guests: Guests, address: str, pid: int) -> Sample:
        host, _, port = address.removeprefix("http://").partition(":")
        requests = guests.by_organiser(address, number)
        with metered({"web": [pid]}) as sample:
            answered = send((host, int(port)), iter(requests), connections=4, seconds=300)
        assert answered.statuses[201] == number, answered.statuses
        sample.done, sample.took = number, answered.took
        return sample

    each = {
        "PostgreSQL": lambda: run(of_server, apart.address("registrations"), pids(apart)[0]),
        "SQLite": lambda: run(of_file, f"http://127.0.0.1:{port}", program.pid),
    }
    for warm in each.values():
        warm()
    got = in_turn(each, rounds)
    rows = [
        [
            name,
            median(some, lambda one: one.rate),
            median(some, lambda one: one.quantile(0.5)),
            median(some, lambda one: one.quantile(0.99)),
            median(some, lambda one: one.cost("web")),
        ]
        for name, some in got.items()
    ]
    waits = _four_writers(ground, 3.0 if full else 1.0)
    findings = Findings("Embedded: the same RSVP on SQLite")
    findings.tables.append(Grid("One hot event, four clients.", ("", "RSVP/s", "p50 ms", "p99 ms", "web CPU ms"), rows))
    findings.goals += [
        Goal("rate beside PostgreSQL", ratio(got["SQLite"], got["PostgreSQL"], lambda one: one.rate), 0.6),
        Goal(f"longest wait of {WRITERS} that write all the time", max(waits), 100, at_most=True, unit="ms"),
    ]
    return findings


def _four_writers(ground: Ground, seconds: float) -> list[float]:
    """Milliseconds of each transaction of four threads that write without a pause."""
    url = f"sqlite:///{ground.folder / 'writers.sqlite3'}"
    database = Database(url, source="bench", clock=SystemClock(), ids=random_ids)
    with database.connection() as connection:
        ROWS.create(connection)

    def write(_place: int) -> list[float]:
        took, until = [], time.perf_counter() + seconds
        while (began := time.perf_counter()) < until:
            with database.transaction() as tx:
                tx.execute(insert(ROWS).values(words="x" * 80))
            took.append((time.perf_counter() - began) * 1000)
        return took

    with ThreadPoolExecutor(WRITERS) as pool:
        waits = [one for share in pool.map(write, range(WRITERS)) for one in share]
    database.close()
    return waits
