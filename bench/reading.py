"""W4: reading: the list of who comes, an event's numbers, and a network's calendar feed, beside bare statements."""

import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from itertools import repeat
from typing import Any
from urllib.request import Request, urlopen

import psycopg

from bench.findings import Findings, Goal, Table
from bench.ground import Ground, pids
from bench.load import request, send
from bench.measure import Parts, Sample, in_turn, median, metered, ratio
from bench.reading_ground import IN_LARGE, LARGE, NETWORK, fill
from shared.tokens import Identity, issue
from tests.support.process import KEYS, free_port

SERVICES = ("registrations", "events")
PAGE = 50
CONNECTIONS = 4


class Reader:
    """Reads one address again and again; `parts` are the processes that answer."""

    def __init__(self, url: str, parts: Parts, **headers: str) -> None:
        host, _, port = url.split("/")[2].partition(":")
        self._address, self._parts = (host, int(port)), parts
        self._request = request("GET", url, **headers)
        self.statuses: set[int] = set()
        self.size = 0

    def round(self, seconds: float, connections: int = CONNECTIONS) -> Sample:
        requests: Iterator[bytes] = repeat(self._request)
        with metered(self._parts) as sample:
            answered = send(self._address, requests, connections=connections, seconds=seconds)
        sample.done, sample.took = sum(answered.statuses.values()), answered.took
        self.statuses |= set(answered.statuses)
        self.size = answered.received // sample.done
        return sample


class Readers:
    """The product and the limit over the same tables."""

    def __init__(self, ground: Ground, many: int) -> None:
        apart = ground.product(only=[(name, "http") for name in SERVICES])
        self.urls = {name: apart.settings[f"{name.upper()}_DATABASE_URL"] for name in SERVICES}
        fill(self.urls["registrations"], self.urls["events"], many=many)
        port = free_port()
        bare = ground.program("bench.limits.bare_reading", self.urls["registrations"], self.urls["events"], str(port))
        self._bare = f"http://127.0.0.1:{port}"
        self._api = {name: f"{apart.address(name)}/api/{name}/v1" for name in SERVICES}
        postgresql = {"postgresql": ground.server_pids()["postgresql"]}
        self._parts = {name: {"web": pids(apart, (name, "http"))} | postgresql for name in SERVICES}
        self._bare_parts: Parts = {"web": [bare.pid]} | postgresql
        until = datetime.now(UTC) + timedelta(hours=9)
        identity = Identity(organisation="demo", role="organiser", subject="usr_bench", expires_at=until)
        self._token = f"Bearer {issue(KEYS, identity)}"

    def ours(self, path: str, **headers: str) -> Reader:
        service = path.split("/")[0]
        url = self._api[service] + path.removeprefix(service)
        return Reader(url, self._parts[service], Authorization=self._token, **headers)

    def bare(self, path: str, **headers: str) -> Reader:
        return Reader(self._bare + path, self._bare_parts, **headers)

    def look(self, path: str) -> tuple[Any, Any]:
        service = path.split("/")[0]
        asked = Request(self._api[service] + path.removeprefix(service), headers={"Authorization": self._token})
        with urlopen(asked) as answer:
            return answer.read(), answer.headers

    def cursor_of(self, page: int) -> str:
        """The cursor of this page of the large event: found by reading on in large steps."""
        cursor, left = "", (page - 1) * PAGE
        while left > 0:
            limit = min(200, left)
            path = f"registrations/events/{LARGE}/registrations?limit={limit}" + (f"&cursor={cursor}" if cursor else "")
            cursor, left = json.loads(self.look(path)[0])["next"], left - limit
        return cursor


def measure(ground: Ground, *, full: bool) -> Findings:
    found = Findings("W4: reading")
    ground.postgresql  # noqa: B018 - up before its process is looked for
    readers = Readers(ground, 1_000_000 if full else 100_000)
    rounds, seconds = (5, 3.0) if full else (3, 1.5)

    def compare(sides: dict[str, Reader]) -> dict[str, list[Sample]]:
        return in_turn({name: lambda one=one: one.round(seconds) for name, one in sides.items()}, rounds)  # type: ignore[misc]

    _pages(found, readers, compare)
    _numbers(found, readers, compare)
    _feed(found, readers, compare)
    _plans(found, readers.urls["registrations"])
    return found


Compare = Callable[[dict[str, Reader]], dict[str, list[Sample]]]


def _table(found: Findings, title: str, samples: dict[str, list[Sample]], sides: dict[str, Reader]) -> None:
    rows = [
        [
            name,
            median(of, lambda s: s.rate),
            median(of, lambda s: s.quantile(0.5)),
            median(of, lambda s: s.quantile(0.99)),
            median(of, lambda s: s.cost("web")),
            median(of, lambda s: s.cost("postgresql")),
            sides[name].size,
            ", ".join(map(str, sorted(sides[name].statuses))),
        ]
        for name, of in samples.items()
    ]
    columns = ("what", "a second", "p50 ms", "p99 ms", "web CPU ms", "PostgreSQL CPU ms", "bytes", "answered")
    found.tables.append(Table(title, columns, rows))


def _pages(found: Findings, readers: Readers, compare: Compare) -> None:
    path, last = f"/events/{LARGE}/registrations", IN_LARGE // PAGE - 1
    cursor = readers.cursor_of(last)
    key = json.loads(readers.look(f"registrations{path}?cursor={cursor}&limit=1")[0])["items"][0]["id"]
    sides = {
        "bare, page 1": readers.bare(path),
        "ours, page 1": readers.ours(f"registrations{path}"),
        "bare, last page": readers.bare(f"{path}?cursor={key}"),
        "ours, last page": readers.ours(f"registrations{path}?cursor={cursor}"),
    }
    samples = compare(sides)
    _table(found, f"A page of {PAGE} of {IN_LARGE:,} registrations of one event:", samples, sides)
    deep, first = samples["ours, last page"], samples["ours, page 1"]
    cost = {
        "page of a list, rate beside bare": ratio(first, samples["bare, page 1"], lambda s: s.rate),
        "last page, rate beside bare": ratio(deep, samples["bare, last page"], lambda s: s.rate),
    }
    found.goals += [Goal(name, value, 0.5) for name, value in cost.items()]
    found.goals.append(Goal("last page beside page 1, CPU", ratio(deep, first, lambda s: s.cost()), 1.2, at_most=True))


def _numbers(found: Findings, readers: Readers, compare: Compare) -> None:
    sides = {
        "bare, counters of an event": readers.bare(f"/events/{LARGE}"),
        "ours, large event": readers.ours(f"events/events/{LARGE}"),
        "ours, small event": readers.ours("events/events/evt_2"),
    }
    samples = compare(sides)
    _table(found, "The numbers of an event:", samples, sides)
    large = samples["ours, large event"]
    beside = ratio(large, samples["bare, counters of an event"], lambda s: s.rate)
    grown = ratio(large, samples["ours, small event"], lambda s: s.cost())
    found.goals += [
        Goal("numbers of an event, rate beside bare", beside, 0.5),
        Goal("numbers of a large event beside a small one, CPU", grown, 1.2, at_most=True),
    ]


def _feed(found: Findings, readers: Readers, compare: Compare) -> None:
    path = f"/networks/{NETWORK}/calendar.ics"
    tag = readers.look(f"events{path}")[1]["ETag"]
    sides = {
        "bare, not changed": readers.bare(path, If_None_Match='"1"'),
        "ours, not changed": readers.ours(f"events{path}", If_None_Match=tag),
        "bare, whole": readers.bare(path),
        "ours, whole": readers.ours(f"events{path}"),
    }
    samples = compare(sides)
    _table(found, "The calendar feed of a network of 1,000 events:", samples, sides)
    beside = ratio(samples["ours, not changed"], samples["bare, not changed"], lambda s: s.rate)
    found.goals.append(Goal("feed that has not changed, rate beside bare", beside, 0.5))
    found.goals.append(
        Goal("feed of 1,000 events as it has changed", _changed(readers, path), 5, at_most=True, unit="ms")
    )


def _changed(readers: Readers, path: str) -> float:
    """CPU milliseconds of a feed that has changed since it was read last, each time."""
    reader = readers.ours(f"events{path}")
    samples = []
    with psycopg.connect(readers.urls["events"], autocommit=True) as connection:
        for _ in range(100):
            connection.execute("UPDATE networks SET feed_version = feed_version + 1")
            samples.append(reader.round(0.0, connections=1))
    return 1000 * sum(sum(sample.cpu.values()) for sample in samples) / sum(sample.done for sample in samples)


def _plans(found: Findings, url: str) -> None:
    """How PostgreSQL finds the rows of each list, at this size."""
    rows = []
    with psycopg.connect(url, autocommit=True) as connection:
        for name, statement in STATEMENTS.items():
            plan = [line for (line,) in connection.execute(f"EXPLAIN (COSTS OFF) {statement}")]
            rows.append([name, "; ".join(line.strip(" ->") for line in plan if "Scan" in line or "Sort" in line)])
    found.tables.append(Table("Plans:", ("list", "scans and sorts"), rows))
    whole = sum("Seq Scan" in plan or "Sort" in plan for _, plan in rows)
    found.goals.append(Goal("lists that read or sort whole tables", whole, 0, at_most=True, unit=""))


_LARGE = f"event_id = '{LARGE}'"
STATEMENTS = {
    "registrations of an event": "SELECT * FROM registrations JOIN participants p ON p.id = participant_id "
    f"WHERE {_LARGE} AND registrations.id > 'reg_000020000' ORDER BY registrations.id LIMIT 51",
    "invitations of an event": f"SELECT * FROM invitations WHERE {_LARGE} AND id > 'inv_2' ORDER BY id LIMIT 51",
    "roll of an event": f"SELECT * FROM attendance WHERE {_LARGE} AND NOT withdrawn AND id > 'a' ORDER BY id LIMIT 51",
    "participants": "SELECT * FROM participants WHERE organisation = 'demo' AND erased_at IS NULL AND id > 'par_2' "
    "ORDER BY id LIMIT 51",
}
