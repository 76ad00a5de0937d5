"""What those who run a service watch: how long work has waited, how much of it there is, and what gave up."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime, timedelta

from prometheus_client import CollectorRegistry
from prometheus_client.core import GaugeMetricFamily, Metric
from sqlalchemy import Table, func, select

from shared import due_rows
from shared.database import Database, Transaction
from shared.inbox import INBOX
from shared.outbox import OUTBOX

WATCHED = (OUTBOX, INBOX)
COUNTED_FOR = timedelta(minutes=1)  # rows that gave up have no index of their own

Measures = Callable[[Transaction], Iterable[Metric]]


def nothing_more(_tx: Transaction) -> Iterable[Metric]:
    """A service that watches only what every service has."""
    return ()


class Watch:
    """Gauges of one service, read when they are asked for; `more` are those it adds to the ones all have."""

    def __init__(self, database: Database, more: Measures = nothing_more) -> None:
        self._database = database
        self._more = more
        self._dead: dict[str, tuple[datetime, int]] = {}

    def register(self, registry: CollectorRegistry) -> None:
        registry.register(self)

    def describe(self) -> Iterable[Metric]:
        """Nothing is asked of the database before somebody asks."""
        return ()

    def collect(self) -> Iterator[Metric]:
        """Each gauge by service and table."""
        try:
            yield from self._measured()
        except Exception:  # /metrics of requests must not end with the database; the gauge says that it did
            yield self._up(0)

    def warnings(self) -> dict[str, str]:
        """What needs a person, and no reason to send requests elsewhere."""
        with self._database.read() as tx:
            dead = {table.name: self._dead_rows(tx, table) for table in WATCHED}
            found = {f"{name}.dead": f"{count} rows gave up; see /dead" for name, count in dead.items() if count}
            for family in self._more(tx):
                for sample in family.samples:
                    if sample.value and family.name in WARNED_OF:
                        what = ".".join(value for key, value in sample.labels.items() if key != "service")
                        found[f"{what}.failed"] = f"{sample.value:.0f} {WARNED_OF[family.name]}"
        return found

    def _measured(self) -> list[Metric]:
        oldest: dict[str, float] = {}
        due: dict[str, float] = {}
        dead: dict[str, float] = {}
        with self._database.read() as tx:
            for table in WATCHED:
                oldest[table.name] = age(due_rows.oldest_due(tx, table), tx.now)
                due[table.name] = tx.scalar(select(func.count()).where(table.c.due_at <= tx.now)) or 0
                dead[table.name] = self._dead_rows(tx, table)
            more = list(self._more(tx))
        name = self._database.source
        return [
            self._up(1),
            gauge(name, "samling_oldest_due_seconds", "How long the oldest row has been due", oldest, "table"),
            gauge(name, "samling_due_rows", "Rows that are due", due, "table"),
            gauge(name, "samling_dead_rows", "Rows that gave up and wait for a person", dead, "table"),
            *more,
        ]

    def _up(self, value: float) -> Metric:
        family = GaugeMetricFamily("samling_database_up", "1: the database answers", labels=["service"])
        family.add_metric([self._database.source], value)
        return family

    def _dead_rows(self, tx: Transaction, table: Table) -> int:
        counted_at, count = self._dead.get(table.name, (datetime.min.replace(tzinfo=tx.now.tzinfo), 0))
        if not counted_at <= tx.now < counted_at + COUNTED_FOR:
            self._dead[table.name] = tx.now, (count := due_rows.dead_count(tx, table))
        return count


WARNED_OF = {"samling_failed_sends": "sends failed within the hour"}


def gauge(service: str, name: str, told: str, values: Mapping[str, float], label: str) -> Metric:
    """One gauge of a service, with a value for each value of a label."""
    family = GaugeMetricFamily(name, told, labels=["service", label])
    for labelled, value in values.items():
        family.add_metric([service, labelled], value)
    return family


def age(since: datetime | None, now: datetime) -> float:
    """Seconds since then; 0 if nothing waits."""
    return max((now - since).total_seconds(), 0.0) if since else 0.0
