"""W1, an RSVP: a first yes to one hot event through the public API, beside bare Flask with one statement.

Both are one process of the same server with the same threads on one PostgreSQL that writes durably. CPU is that of the
web process and of PostgreSQL, for each RSVP.
"""

from collections import Counter
from collections.abc import Callable

from sqlalchemy import text

from bench.findings import Cell, Findings, Goal, Table
from bench.ground import Ground, pids
from bench.guests import Guests, engine_of
from bench.load import send
from bench.measure import Sample, in_turn, median, metered, ratio
from tests.support.process import free_port

Side = Callable[[], Sample]
CROWD, ROOM = 200, 50


class Sides:
    """The limit and ours on one server, each with the requests that are made of it."""

    def __init__(self, ground: Ground) -> None:
        self.servers = ground.server_pids
        self.apart, self.url = ground.alone("registrations")
        self.bare_database, port = ground.postgresql.new_database(), free_port()
        self.bare = ground.program("bench.limits.bare_flask", self.bare_database, str(port))
        self.bare_url, self.ours_url = f"http://127.0.0.1:{port}", self.apart.address("registrations")

    def run(self, requests: list[bytes], *, ours: bool, connections: int, wanted: int | None = None) -> Sample:
        """Sends them all; all must be answered, and if asked with this status."""
        web = pids(self.apart) if ours else [self.bare.pid]
        host, port = (self.ours_url if ours else self.bare_url).removeprefix("http://").split(":")
        with metered({"web": web, "postgresql": self.servers()["postgresql"]}) as sample:
            answered = send((host, int(port)), iter(requests), connections=connections, seconds=300)
        assert len(answered.took) == len(requests)
        assert wanted is None or answered.statuses[wanted] == len(requests), answered.statuses
        sample.done, sample.took = len(answered.took), answered.took
        return sample

    def bare_event(self, event: str, capacity: int | None = None) -> None:
        engine = engine_of(self.bare_database)
        with engine.begin() as connection:
            connection.execute(text("INSERT INTO event VALUES (:id, :capacity)"), {"id": event, "capacity": capacity})
        engine.dispose()


def measure(ground: Ground, *, full: bool) -> Findings:
    sides = Sides(ground)
    number, rounds = (2000, 5) if full else (250, 3)
    findings = Findings("W1: an RSVP")
    hot = Guests(sides.url, "hot", invited=number * (rounds + 1) * 4)
    sides.bare_event("hot")
    _side_by_side(findings, sides, hot, number, rounds)
    _crowd(findings, sides, rounds)
    _growth(findings, sides, number, rounds, 1_000_000 if full else 100_000)
    return findings


def _side_by_side(findings: Findings, sides: Sides, hot: Guests, number: int, rounds: int) -> None:
    def bare(connections: int) -> Side:
        requests = hot.bare(sides.bare_url, number * (rounds + 1))
        return lambda: sides.run([requests.pop() for _ in range(number)], ours=False, connections=connections)

    def ours(connections: int, *, link: bool = False) -> Side:
        ask, status = (hot.by_link, 200) if link else (hot.by_organiser, 201)
        return lambda: sides.run(ask(sides.ours_url, number), ours=True, connections=connections, wanted=status)

    each = {
        "bare Flask, 4 clients": bare(4),
        "organiser, 4 clients": ours(4),
        "own page, 4 clients": ours(4, link=True),
        "organiser, 64 clients": ours(64),
    }
    for warm in each.values():
        warm()
    got = in_turn(each, rounds)
    limit, console, page, many = got.values()
    rows = [[name, *_figures(samples), ratio(samples, limit, _rate)] for name, samples in got.items()]
    columns = ("", "RSVP/s", "p50 ms", "p99 ms", "web CPU ms", "PostgreSQL CPU ms", "x bare")
    findings.tables.append(Table("One hot event; median of rounds in turn.", columns, rows))
    findings.goals += [
        Goal("organiser, rate beside bare Flask", ratio(console, limit, _rate), 0.6),
        Goal("own page, rate beside bare Flask", ratio(page, limit, _rate), 0.6),
        Goal("organiser, CPU of web and PostgreSQL", median(console, lambda one: one.cost()), 1, True, "ms"),
        Goal("hot spot: rate with 64 clients beside 4", ratio(many, console, _rate), 0.9),
        Goal("hot spot: p99 beside p50 with 64 clients", median(many, _spread), 3, at_most=True),
    ]


def _crowd(findings: Findings, sides: Sides, rounds: int) -> None:
    """200 people ask for 50 seats at once."""
    took: dict[str, list[Sample]] = {"bare": [], "ours": []}
    confirmed, waiting = [], []
    for number in range(rounds):
        event = f"crowd{number}x"
        guests = Guests(sides.url, event, invited=CROWD, capacity=ROOM)
        sides.bare_event(event, ROOM)
        took["bare"].append(sides.run(guests.bare(sides.bare_url, CROWD), ours=False, connections=CROWD))
        requests = guests.again().by_organiser(sides.ours_url, CROWD)
        took["ours"].append(sides.run(requests, ours=True, connections=CROWD, wanted=201))
        statuses, positions = _what_became(sides.url, event)
        confirmed.append(statuses["confirmed"])
        waiting.append(positions == list(range(1, CROWD - ROOM + 1)))
    rows: list[list[Cell]] = [[name, 1000 * median(some, lambda one: one.seconds)] for name, some in took.items()]
    findings.tables.append(Table(f"{CROWD} people at once for {ROOM} seats.", ("", "all answered within ms"), rows))
    findings.goals += [
        Goal(f"seats given of {ROOM}, fewest", min(confirmed), ROOM, unit=""),
        Goal(f"seats given of {ROOM}, most", max(confirmed), ROOM, at_most=True, unit=""),
        Goal("rounds in which the others stand in line without a gap", sum(waiting), rounds, unit=""),
        Goal("time beside bare Flask", ratio(took["ours"], took["bare"], lambda one: one.seconds), 3, at_most=True),
    ]


def _growth(findings: Findings, sides: Sides, number: int, rounds: int, most: int) -> None:
    """The rate at many registrations beside that at a thousand."""
    small = Guests(sides.url, "small", invited=number * (rounds + 1), answered=1000)
    large = Guests(sides.url, "large", invited=number * (rounds + 1), answered=most)

    def side(guests: Guests) -> Side:
        return lambda: sides.run(guests.by_organiser(sides.ours_url, number), ours=True, connections=4, wanted=201)

    each = {"1,000": side(small), f"{most:,}": side(large)}
    for warm in each.values():
        warm()
    few, many = in_turn(each, rounds).values()
    rows = [["1,000", *_figures(few)], [f"{most:,}", *_figures(many)]]
    columns = ("registrations before", "RSVP/s", "p50 ms", "p99 ms", "web CPU ms", "PostgreSQL CPU ms")
    findings.tables.append(Table("Growth, four clients.", columns, rows))
    plans = _plans(sides.url)
    findings.tables.append(Table(f"Plans at {most:,} registrations.", ("statement", "plan"), plans))
    scans = sum(str(plan).count("Seq Scan") for _, plan in plans)
    findings.goals += [
        Goal(f"rate at {most:,} registrations beside 1,000", ratio(many, few, _rate), 0.95),
        Goal("tables read from end to end", scans, 0, at_most=True, unit=""),
    ]


READ = {
    "lock of the seats": "SELECT * FROM seats WHERE event_id = 'large' AND organisation = 'demo' FOR UPDATE",
    "facts": """SELECT i.id, e.status, n.waitlist, r.id FROM invitations i JOIN known_events e ON e.id = i.event_id
        JOIN known_networks n ON n.id = i.network_id LEFT JOIN registrations r ON r.invitation_id = i.id
        WHERE i.organisation = 'demo' AND i.event_id = 'large'
        AND i.participant_id IN ('par_large10000001', 'par_large10000002')""",
    "count": "UPDATE seats SET taken = taken + 1 WHERE event_id = 'large'",
}


def _plans(url: str) -> list[tuple[str, str]]:
    engine = engine_of(url)
    with engine.connect() as connection:
        plans = []
        for name, statement in READ.items():
            lines = connection.exec_driver_sql(f"EXPLAIN (FORMAT JSON) {statement}").scalar_one()
            plans.append((name, ", ".join(_nodes(lines[0]["Plan"]))))
    engine.dispose()
    return plans


def _nodes(plan: dict) -> list[str]:  # type: ignore[type-arg]  # as PostgreSQL gives it
    # a table of one row, as a network or an event may be here, is read whole by any planner
    tiny = plan.get("Relation Name") in ("known_networks", "known_events", "seats")
    kind = "one page" if plan["Node Type"] == "Seq Scan" and tiny else plan["Node Type"]
    here = [f"{kind} {plan.get('Index Name', plan.get('Relation Name', ''))}".strip()]
    return [*here, *(node for inner in plan.get("Plans", []) for node in _nodes(inner))]


def _what_became(url: str, event: str) -> tuple[Counter[str], list[int]]:
    engine = engine_of(url)
    with engine.connect() as connection:
        query = text("SELECT status, position FROM registrations WHERE event_id = :event ORDER BY position")
        rows = connection.execute(query, {"event": event}).all()
    engine.dispose()
    return Counter(row.status for row in rows), [row.position for row in rows if row.position]


def _figures(samples: list[Sample]) -> list[Cell]:
    return [
        median(samples, _rate),
        median(samples, lambda one: one.quantile(0.5)),
        median(samples, lambda one: one.quantile(0.99)),
        median(samples, lambda one: one.cost("web")),
        median(samples, lambda one: one.cost("postgresql")),
    ]


def _rate(sample: Sample) -> float:
    return sample.rate


def _spread(sample: Sample) -> float:
    return sample.quantile(0.99) / sample.quantile(0.5)
