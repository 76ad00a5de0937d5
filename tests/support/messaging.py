"""Two small services that talk: enough to hold the machinery to its promises, one part at a time."""

import random
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Row, select

from shared import outbox
from shared.broker.in_process import InProcessBroker
from shared.clock import StandingClock
from shared.consumer import Consumer
from shared.contracts import catalogue
from shared.contracts.registrations import SEATS_CHANGED
from shared.database import Database, Transaction
from shared.dispatcher import Dispatcher, Subscription
from shared.ids import CountingIds
from shared.inbox import INBOX
from shared.message import Message
from shared.migrations import create_machinery
from shared.outbox import OUTBOX
from shared.relay import Relay

Handler = Callable[[Transaction, Message], None]


class Talk:
    """`registrations` says how seats stand; `events` and `notifications` listen."""

    def __init__(self, folder: Path, handler: Handler | None = None) -> None:
        self.folder = folder
        self.clock = StandingClock(datetime(2027, 1, 4, 11, tzinfo=UTC))
        self.ids = CountingIds()
        self.handled: list[tuple[str, int]] = []
        self.handler = handler or self.remember
        self.restart()

    def restart(self) -> None:
        """As after the end of the process: all that was in memory is gone, the files stay."""
        chance = random.Random(3)
        self.broker = InProcessBroker()
        self.databases = {name: self._open(name) for name in ("registrations", "events", "notifications")}
        self.relay = Relay(self.databases["registrations"], self.broker, catalogue(), chance=chance)
        self.dispatchers: dict[str, Dispatcher] = {}
        for name in ("events", "notifications"):
            subscription = Subscription(SEATS_CHANGED, lambda tx, message: self.handler(tx, message), locks="event_id")
            dispatcher = Dispatcher(self.databases[name], [subscription], chance=chance)
            self.dispatchers[name] = dispatcher
            self.broker.subscribe(name, Consumer(self.databases[name], dispatcher.locks).receive)

    def remember(self, tx: Transaction, message: Message) -> None:
        self.handled.append((tx.source, message.data["taken"]))

    def say(self, taken: int, *, subject: str = "evt_1", revision: int | None = None) -> None:
        """One message: so many seats are taken."""
        with self.databases["registrations"].transaction() as tx:
            outbox.put(
                tx,
                SEATS_CHANGED,
                organisation="demo",
                subject=subject,
                revision=taken if revision is None else revision,
                data={"event_id": subject, "taken": taken, "waiting": 0},
            )

    def relay_once(self) -> int:
        return self.relay.run_once(self.clock.now())

    def dispatch(self, name: str = "events") -> int:
        return self.dispatchers[name].run_once(self.clock.now())

    def settle(self) -> None:
        while self.relay_once() + self.dispatch("events") + self.dispatch("notifications"):
            pass

    def outbox(self) -> list[Row[Any]]:
        with self.databases["registrations"].read() as tx:
            return list(tx.execute(select(OUTBOX).order_by(OUTBOX.c.position)))

    def inbox(self, name: str = "events") -> list[Row[Any]]:
        with self.databases[name].read() as tx:
            return list(tx.execute(select(INBOX).order_by(INBOX.c.position)))

    def _open(self, name: str) -> Database:
        url = f"sqlite:///{self.folder / name}.sqlite3"
        database = Database(url, source=name, clock=self.clock, ids=self.ids)
        with database.connection() as connection:
            create_machinery(connection)
        return database
