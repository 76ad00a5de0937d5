"""How the parts of a service are held together; each service's `build()` makes one."""

import random
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from flask import Flask

from shared import due_rows, migrations
from shared.broker import Broker
from shared.clock import Clock
from shared.consumer import Consumer
from shared.contracts import catalogue
from shared.database import Database
from shared.dispatcher import Dispatcher, Subscription
from shared.ids import Ids
from shared.inbox import INBOX
from shared.keys import Keys
from shared.outbox import OUTBOX
from shared.relay import Relay
from shared.retention import retention
from shared.worker import Loop, Step


@dataclass(frozen=True)
class Runtime:
    """What enters a service from outside: time, ids, chance, the broker and the secret keys."""

    clock: Clock
    ids: Ids
    chance: random.Random
    broker: Broker
    keys: Keys

    def database(self, url: str, source: str) -> Database:
        return Database(url, source=source, clock=self.clock, ids=self.ids)


@dataclass
class Service:
    """One service: its database, its HTTP application, its loops and what it reads."""

    name: str
    database: Database
    app: Flask
    loops: list[Loop]
    migrations: Path
    subscriptions: Sequence[Subscription] = ()
    closing: list[Callable[[], None]] = field(default_factory=list)

    def migrate(self) -> bool:
        """Brings the database to the schema of the code; says whether anything changed."""
        return migrations.migrate(self.database, self.migrations)

    def release_leases(self) -> None:
        """Frees what a process that is gone had claimed; only when nobody else can be alive."""
        with self.database.transaction(by="system:start") as tx:
            due_rows.release(tx, OUTBOX)

    def close(self) -> None:
        for close in self.closing:
            close()
        self.database.close()


def messaging(
    runtime: Runtime, database: Database, subscriptions: Iterable[Subscription], jobs: Iterable[Step] = ()
) -> list[Loop]:
    """The three loops of every service: dispatcher, relay, and jobs by turns; its inbox is subscribed at the broker.

    Each has a thread of its own: what was said must not wait for what is being done, nor that for a long job.
    """
    subscriptions = list(subscriptions)
    relay = Relay(database, runtime.broker, catalogue(), chance=runtime.chance)
    dispatcher = Dispatcher(database, subscriptions, chance=runtime.chance)
    if subscriptions:
        runtime.broker.subscribe(database.source, Consumer(database, dispatcher.locks).receive)
    name, wakeup = database.source, database.wakeup
    return [
        Loop.of(f"{name}.dispatcher", wakeup, Step("dispatcher", dispatcher.run_once, (INBOX.name,))),
        Loop.of(f"{name}.relay", wakeup, Step("relay", relay.run_once, (OUTBOX.name,))),
        Loop.of(f"{name}.jobs", wakeup, *jobs, retention(database)),
    ]


def backlog(database: Database) -> dict[str, str]:
    """What `/ready` complains about: the database itself, or rows that wait far too long or gave up."""
    reasons = {}
    with database.read() as tx:
        for table in (OUTBOX, INBOX):
            oldest = due_rows.oldest_due(tx, table)
            if oldest and (tx.now - oldest).total_seconds() > 60:
                reasons[f"{table.name}.lag"] = f"the oldest due row waits since {oldest.isoformat()}"
    return reasons
