"""W3: from a check-in at the door to the partner's own program, beside publishing directly and beside a bare outbox.

A check-in is a POST over HTTP. It is committed, relayed to `partners`, judged and logged there, and put into the
partner's queue, from which a program of its own reads. Each check-in is known again by the partner's own reference.
"""

import time
from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pika
import psycopg

from bench.findings import Findings, Goal, Table
from bench.ground import Ground, pids
from bench.limits.relay import CHECK_IN, TABLES
from bench.load import send
from bench.measure import Sample, in_turn, median, metered, ratio
from bench.partner_ground import QUEUE, PartnerGround

DOOR, STEADY = 25, 100  # check-ins a second where latency is measured: a busy door, and what the goals name
ALLOWED = 1.0  # seconds that the partner may be behind
PATIENCE = 60.0

DIRECT, OUTBOX, OURS = "direct publish", "a bare outbox", "Samling"


@dataclass
class Heard:
    """What the subscriber wrote into its file, read on from where it was read last."""

    file: Path
    at: dict[int, float] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)
    _place: int = 0
    _revision: Counter[int] = field(default_factory=Counter)
    _times: Counter[int] = field(default_factory=Counter)

    def read(self) -> None:
        with self.file.open(encoding="utf-8") as lines:
            lines.seek(self._place)
            for line in lines:
                if not line.endswith("\n"):
                    break
                self._place += len(line)
                number, revision, _, at = line.split()
                self._take(int(number), int(revision), float(at))

    def _take(self, number: int, revision: int, at: float) -> None:
        self._times[number] += revision > self._revision[number]
        if revision < self._revision[number]:
            self.faults.append(f"{number} came at revision {revision} after {self._revision[number]}")
        self._revision[number] = max(revision, self._revision[number])
        self.at.setdefault(number, at)

    def corrected(self, numbers: range) -> int:
        """How many of these came at a second revision, as soon as all have or patience is over."""
        until = time.monotonic() + PATIENCE
        while (came := sum(self._times[number] > 1 for number in numbers)) < len(numbers):
            if time.monotonic() > until:
                break
            time.sleep(0.05)
            self.read()
        return came

    def wait_for(self, numbers: range) -> None:
        """Until all these were heard, or patience is over: what lacks then is lost."""
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            self.read()
            if all(number in self.at for number in numbers):
                return
            time.sleep(0.05)


class Numbers:
    """Numbers check-ins over all rounds, and remembers when each was due."""

    def __init__(self) -> None:
        self.due: dict[int, float] = {}
        self._next = 1

    def take(self, many: int) -> range:
        taken = range(self._next, self._next + many)
        self._next += many
        return taken

    def stamped(self, numbers: range, rate: float | None) -> Iterator[int]:
        """Each at the instant at which it is sent; with a rate, it counts from when it was due."""
        began = time.time()
        for place, number in enumerate(numbers):
            self.due[number] = began + place / rate if rate else time.time()
            yield number


def paced(numbers: Iterator[int], rate: float | None, act: Callable[[int], None]) -> None:
    began = time.perf_counter()
    for place, number in enumerate(numbers):
        if rate and (wait := began + place / rate - time.perf_counter()) > 0:
            time.sleep(wait)
        act(number)


class Side(ABC):
    """One way for a check-in, with the subscriber at its end."""

    def __init__(self, ground: Ground, name: str, url: str, queue: str, parts: dict[str, list[int]]) -> None:
        file = ground.folder / f"heard-{name.replace(' ', '-')}"
        ground.program("bench.limits.subscriber", url, queue, str(file))
        self.heard, self.numbers, self.parts = Heard(file), Numbers(), parts

    @abstractmethod
    def act(self, numbers: range, rate: float | None) -> None:
        """Sends a check-in for each number, at this rate or as fast as it goes."""

    def round(self, many: int, rate: float | None) -> Sample:
        numbers = self.numbers.take(many)
        with metered(self.parts) as sample:
            self.act(numbers, rate)
            self.heard.wait_for(numbers)
        had = {number: self.heard.at[number] for number in numbers if number in self.heard.at}
        assert had, f"nothing came by way of {type(self).__name__}"
        sample.done = len(had)
        sample.took = [1000 * (at - self.numbers.due[number]) for number, at in had.items()]
        sample.seconds = max(had.values()) - self.numbers.due[numbers[0]]
        return sample


class Direct(Side):
    def __init__(self, ground: Ground, parts: dict[str, list[int]]) -> None:
        url = ground.rabbitmq.new_vhost()
        self._channel = pika.BlockingConnection(pika.URLParameters(url)).channel()
        self._channel.queue_declare(QUEUE, durable=True, arguments={"x-queue-type": "quorum"})
        self._channel.confirm_delivery()
        super().__init__(ground, DIRECT, url, QUEUE, parts)

    def act(self, numbers: range, rate: float | None) -> None:
        paced(self.numbers.stamped(numbers, rate), rate, self._publish)

    def _publish(self, number: int) -> None:
        self._channel.basic_publish("", QUEUE, body(number).encode(), pika.BasicProperties(delivery_mode=2))


class BareOutbox(Side):
    def __init__(self, ground: Ground, parts: dict[str, list[int]]) -> None:
        url, database = ground.rabbitmq.new_vhost(), ground.postgresql.new_database()
        channel = pika.BlockingConnection(pika.URLParameters(url)).channel()
        channel.queue_declare(QUEUE, durable=True, arguments={"x-queue-type": "quorum"})
        self._connection = psycopg.connect(database, autocommit=True)
        self._connection.execute(TABLES)
        relay = ground.program("bench.limits.relay", database, url, QUEUE)
        super().__init__(ground, OUTBOX, url, QUEUE, parts | {"relay": [relay.pid]})

    def act(self, numbers: range, rate: float | None) -> None:
        paced(self.numbers.stamped(numbers, rate), rate, self._write)

    def _write(self, number: int) -> None:
        self._connection.execute(CHECK_IN, (number, body(number)), prepare=True)


class Ours(Side):
    def __init__(self, ground: Ground, people: int, parts: dict[str, list[int]]) -> None:
        self.partner = PartnerGround(ground, people)
        self.statuses: Counter[int] = Counter()
        apart = self.partner.apart
        roles = {
            "check-in over HTTP": pids(apart, ("registrations", "http")),
            "relay of registrations": pids(apart, ("registrations", "worker")),
            "partners": pids(apart, ("partners", "worker")),
            "notifications": pids(apart, ("notifications", "worker")),
        }
        super().__init__(ground, OURS, self.partner.url, QUEUE, parts | roles)

    def act(self, numbers: range, rate: float | None) -> None:
        requests = (self.partner.check_in(number) for number in self.numbers.stamped(numbers, rate))
        answered = send(self.partner.door, requests, connections=8, seconds=600, rate=rate)
        self.statuses += answered.statuses

    def correct(self, numbers: range) -> None:
        """Says something else of each, right behind its check-in."""
        requests = (text for number in numbers for text in self.partner.corrections(number))
        answered = send(self.partner.door, requests, connections=1, seconds=600)
        self.statuses += answered.statuses


def body(number: int) -> str:
    """As much as it takes to be known again."""
    return f'{{"data":{{"reference":{number},"revision":1}},"sequence":"{number:019d}"}}'


def measure(ground: Ground, *, full: bool) -> Findings:
    found = Findings("W3: check-in to the partner's subscriber")
    rounds, steady, fast = (5, 400, 3000) if full else (3, 200, 1000)
    ground.rabbitmq, ground.postgresql  # noqa: B018 - up before their processes are looked for
    parts = ground.server_pids()
    ours = Ours(ground, (rounds + 1) * (2 * steady + fast) + 1000, parts)
    direct, outbox = Direct(ground, parts), BareOutbox(ground, parts)
    sides: dict[str, Side] = {DIRECT: direct, OUTBOX: outbox, OURS: ours}
    for side in sides.values():
        side.round(100, DOOR)  # warms up
    ours.partner.analyse()
    for rate in (DOOR, STEADY):
        at_rate = in_turn({n: lambda s=s, r=rate: s.round(steady, r) for n, s in sides.items()}, rounds)  # type: ignore[misc]
        _latency(found, at_rate, rate)
        if rate == DOOR:
            _hops(found, ours.partner)
    flat_out = in_turn({n: lambda s=s: s.round(fast, None) for n, s in sides.items()}, rounds)  # type: ignore[misc]
    _rates(found, flat_out)
    _kept(found, ours, sides)
    return found


def _latency(found: Findings, samples: dict[str, list[Sample]], rate: int) -> None:
    def p(share: float) -> Callable[[Sample], float]:
        return lambda sample: sample.quantile(share)

    rows: list[list[Any]] = [
        [name, *(median(of, p(share)) for share in (0.5, 0.9, 0.99)), median(of, lambda s: s.cost())]
        for name, of in samples.items()
    ]
    columns = ("way", "p50 ms", "p90 ms", "p99 ms", "CPU ms each")
    found.tables.append(Table(f"From just before to at the partner's, at {rate}/s:", columns, rows))
    ours = samples[OURS]
    found.goals += [
        Goal(f"p50 at {rate}/s, check-in to subscriber", median(ours, p(0.5)), 5, at_most=True, unit="ms"),
        Goal(f"p99 at {rate}/s, check-in to subscriber", median(ours, p(0.99)), 25, at_most=True, unit="ms"),
        Goal(f"p50 at {rate}/s beside direct publish", ratio(ours, samples[DIRECT], p(0.5)), 3, at_most=True),
    ]


def _hops(found: Findings, partner: PartnerGround) -> None:
    rows = [[name, *figures] for name, figures in partner.hops().items()]
    found.tables.append(Table("Where it goes, by the instants that the rows carry:", ("hop", "p50 ms", "p99 ms"), rows))


def _rates(found: Findings, samples: dict[str, list[Sample]]) -> None:
    rows: list[list[Any]] = []
    for name, of in samples.items():
        behind = median(of, lambda sample: max(sample.took)) / 1000
        rows.append([name, median(of, lambda s: s.rate), behind, median(of, lambda s: s.cost())])
    columns = ("way", "a second, to the subscriber", "most behind, s", "CPU ms each")
    found.tables.append(Table("As fast as it goes:", columns, rows))
    ours = samples[OURS]
    spent = {part: [round(median(ours, lambda s, part=part: s.cost(part)), 3)] for part in ours[0].cpu}  # type: ignore[misc]
    found.tables.append(Table("Where its CPU goes:", ("part", "ms a check-in"), [[n, *v] for n, v in spent.items()]))
    found.goals += [
        Goal("check-ins a second, end to end", median(ours, lambda s: s.rate), 1000, unit="/s"),
        Goal("subscriber behind", median(ours, lambda s: max(s.took)) / 1000, ALLOWED, at_most=True, unit="s"),
    ]


def _kept(found: Findings, ours: Ours, sides: dict[str, Side]) -> None:
    """0 lost and in order, with some of them corrected right away."""
    numbers = ours.numbers.take(200)
    ours.act(numbers, None)
    ours.correct(numbers)
    ours.heard.wait_for(numbers)
    lost = {name: sum(number not in side.heard.at for number in side.numbers.due) for name, side in sides.items()}
    corrected = ours.heard.corrected(numbers)
    found.goals += [
        Goal("check-ins lost", lost[OURS], 0, at_most=True, unit=""),
        Goal("out of order", len(ours.heard.faults), 0, at_most=True, unit=""),
        Goal("corrections that arrived, of 200", corrected, 200, unit=""),
    ]
    refused = {status: many for status, many in ours.statuses.items() if status not in (200, 201)}
    found.remarks.append(f"Answered otherwise than 200 or 201: {refused or 'none'}.")
