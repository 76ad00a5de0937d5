"""W1, W3 and W4 beside pretix: an order of one free seat, a check-in with a webhook, a page of 50; beside ours.

pretix does more at each: prices, taxes, permissions of many kinds, logs for people. The ratios say how much room there
is, not that it is badly made.
"""

import statistics
from collections.abc import Callable
from typing import Any

import psycopg

from bench.check_in import STEADY, Ours
from bench.findings import Findings, Goal, Table
from bench.guests import Guests
from bench.measure import Sample, in_turn, median, ratio
from bench.peers.ground import PeerGround, undisturbed
from bench.peers.pretix_side import Side
from bench.reading import Readers
from bench.reading_ground import LARGE
from bench.rsvp import Sides

CLIENTS, WANT, SEATS, PAGE = 4, 200, 50, 50


def measure(ground: PeerGround, *, full: bool) -> Findings:
    """Ours last: pretix may not be here, which takes no time to learn."""
    theirs = Side(ground)
    version = theirs.pretix.version
    found = Findings(f"W1, W3, W4 beside {version}")
    ours = Sides(ground)
    _sign_up(found, version, theirs, ours, rounds=3 if full else 2, few=100 if full else 20)
    _contention(found, version, theirs, ours)
    _check_in(found, version, theirs, ground, number=100 if full else 15)
    _reading(found, version, theirs, ground, people=30_000 if full else 5_000)
    return found


def _sign_up(found: Findings, version: str, theirs: Side, ours: Sides, *, rounds: int, few: int) -> None:
    guests = Guests(ours.url, "hot", invited=2_000 * (rounds + 1))
    sides: dict[str, Callable[[], Sample]] = {
        version: lambda: theirs.orders(few, CLIENTS),
        "Samling": lambda: ours.run(guests.by_organiser(ours.ours_url, 2_000), ours=True, connections=CLIENTS),
    }
    samples = _rounds(sides, rounds)
    rows: list[list[Any]] = [
        [name, median(of, lambda s: s.rate), *_times(of), median(of, lambda s: s.cost())]
        for name, of in samples.items()
    ]
    its, mine = samples[version], samples["Samling"]
    columns = ("who", "a second", "p50 ms", "p99 ms", "CPU ms each")
    found.tables.append(Table(f"W1: signing up for one event, {CLIENTS} clients:", columns, rows))
    found.goals += [
        Goal(f"sign-ups a second beside {version}", ratio(mine, its, lambda s: s.rate), 100),
        Goal("CPU of one of theirs beside one of ours", ratio(its, mine, lambda s: s.cost()), 100),
    ]


def _contention(found: Findings, version: str, theirs: Side, ours: Sides) -> None:
    """All at once for a few seats."""
    guests = Guests(ours.url, "scarce", invited=WANT, capacity=SEATS)
    with undisturbed():
        theirs.limit_to(SEATS)
        sample = theirs.orders(WANT, WANT)
        rows: list[list[Any]] = [[version, theirs.statuses[201], sample.seconds, *_times([sample])]]
        mine = ours.run(guests.by_organiser(ours.ours_url, WANT), ours=True, connections=WANT)
        theirs.limit_to(1_000_000)
    rows.append(["Samling", _taken(ours.url, "scarce"), mine.seconds, *_times([mine])])
    columns = ("who", "have a seat", "all answered in s", "p50 ms", "p99 ms")
    found.tables.append(Table(f"W1: {WANT} at once for {SEATS} seats:", columns, rows))


def _check_in(found: Findings, version: str, theirs: Side, ground: PeerGround, *, number: int) -> None:
    ours = Ours(ground, 4 * number + 2_000, ground.server_pids())
    ours.round(100, STEADY)  # warms up
    with undisturbed():
        sample, waits = theirs.check_ins(number)
        mine = ours.round(3 * STEADY, STEADY)
    hook, place = statistics.median(waits), mine.quantile(0.5)
    rows: list[list[Any]] = [
        [f"{version}, webhook, one at a time", sample.quantile(0.5), hook, max(waits), sample.cost()],
        [f"Samling, its queue, at {STEADY}/s", "", place, max(mine.took), mine.cost()],
    ]
    columns = ("who", "HTTP p50 ms", "partner has it, p50 ms", "at most ms", "CPU ms each")
    found.tables.append(Table("W3: a check-in until the partner has it:", columns, rows))
    found.goals.append(Goal(f"sooner at the partner's than {version}'s webhook", hook / place, 60))


def _reading(found: Findings, version: str, theirs: Side, ground: PeerGround, *, people: int) -> None:
    """The first page and the last, of as many people at one event."""
    theirs.grow(people)
    readers, last = Readers(ground, 2 * people), people // PAGE
    path = f"registrations/events/{LARGE}/registrations?limit={PAGE}"
    sides: dict[str, Callable[[], Sample]] = {
        f"{version}, orders, page {number}": lambda number=number: theirs.pages("orders", number, 10)
        for number in (1, last)
    }  # type: ignore[misc]
    for number, where in ((1, ""), (last, f"&cursor={readers.cursor_of(last)}")):
        reader = readers.ours(path + where)
        sides[f"Samling, registrations, page {number}"] = lambda reader=reader: reader.round(0.5, 1)  # type: ignore[misc]
    samples = _rounds(sides, 2)
    rows: list[list[Any]] = [[name, *_times(of), median(of, lambda s: s.cost())] for name, of in samples.items()]
    title = f"W4: a page of {PAGE} of {people:,}, one at a time:"
    found.tables.append(Table(title, ("who", "p50 ms", "p99 ms", "CPU ms each"), rows))


def _rounds(sides: dict[str, Callable[[], Sample]], rounds: int) -> dict[str, list[Sample]]:
    for side in sides.values():
        side()  # warms up
    with undisturbed():
        return in_turn(sides, rounds)


def _taken(url: str, event: str) -> int:
    with psycopg.connect(url) as connection:
        row = connection.execute("SELECT taken FROM seats WHERE event_id = %s", (event,)).fetchone()
    return int(row[0]) if row else 0


def _times(samples: list[Sample]) -> list[float]:
    return [median(samples, lambda s: s.quantile(0.5)), median(samples, lambda s: s.quantile(0.99))]
