"""One service alone: on SQLite files of its own, a clock that stands still, and messages said and heard by hand."""

import atexit
import random
import shutil
import sqlite3
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from shared.broker.in_process import InProcessBroker
from shared.clock import StandingClock
from shared.contracts import Contract
from shared.database import Database, Transaction
from shared.ids import CountingIds
from shared.inbox import INBOX, store
from shared.keys import Keys
from shared.message import Message
from shared.outbox import OUTBOX
from shared.service import Runtime, Service
from shared.tokens import Identity, issue
from shared.wakeup import Wakeup
from tests.support.first_day import FirstDay
from tests.support.turning import Turning

NOON = datetime(2027, 1, 4, 11, 0, tzinfo=UTC)  # a Monday, noon in Oslo
ORGANISATION = "demo"
KEYS = Keys(("a-secret-for-tests-only",))
SEED = 7


_MIGRATED = Path(tempfile.mkdtemp(prefix="samling-"))
atexit.register(shutil.rmtree, _MIGRATED, ignore_errors=True)


def _migrate(service: Service) -> None:
    """Migrates a service's file; the first of a run is kept, the others are copies of it."""
    if service.database.dialect != "sqlite":
        service.migrate()
        return
    file = Path(service.database.url.database or "")
    kept = _MIGRATED / service.name
    if kept.exists() and not file.exists():
        shutil.copy(kept, file)
        return
    is_new = not file.exists()
    service.migrate()
    if not is_new or kept.exists():
        return
    with closing(sqlite3.connect(file)) as source, closing(sqlite3.connect(kept)) as copy:
        source.backup(copy)


@dataclass(frozen=True)
class Said:
    """A message that the service wrote to its outbox."""

    type: str
    subject: str
    revision: int
    data: dict[str, Any]


@dataclass(frozen=True)
class Reopening(Runtime):
    """Opens a file again with the engine that it had, whose statements are compiled already."""

    opened: dict[str, Database] = field(default_factory=dict)

    def database(self, url: str, source: str) -> Database:
        if url not in self.opened:
            self.opened[url] = super().database(url, source)
        self.opened[url].wakeup = Wakeup()
        return self.opened[url]


class OneService:
    """Drives one service: HTTP as a role, messages as from a neighbour, loops by hand."""

    def __init__(self, build: Callable[[Runtime], Service], now: datetime = NOON) -> None:
        self._begins = now
        self.clock = StandingClock(now)
        self.broker = InProcessBroker()
        self.ids = CountingIds()
        self.runtime: Runtime = Reopening(
            clock=self.clock,
            ids=lambda prefix: self.ids(prefix),
            chance=random.Random(SEED),
            broker=self.broker,
            keys=KEYS,
        )
        self.service = build(self.runtime)
        _migrate(self.service)
        self._first_day: FirstDay | None = None
        self._messages = 0
        self._together = False
        self.turning = Turning()

    def begin_anew(self) -> None:
        """Called before each test of several that share this service: no rows, the clock where it began.

        What comes back at an interval has just been done, as the loops remember.
        """
        self.clock.set(self._begins)
        if self._first_day:
            self._first_day.come_back()
        else:
            self.settle()
            self._first_day = FirstDay(self.service.database)
        self.ids = CountingIds()
        self.turning.wake()
        self.runtime.chance.seed(SEED)
        self._messages = 0
        self._together = False

    def call(
        self,
        method: str,
        path: str,
        json: Any = None,
        *,
        role: str | None = "organiser",
        organisation: str = ORGANISATION,
        headers: dict[str, str] | None = None,
        **claims: Any,
    ) -> TestResponse:
        """One request below `/api/<service>/v1` with a token of the given role (None: without a token)."""
        headers = dict(headers or {})
        if role:
            headers["Authorization"] = f"Bearer {self.token(role, organisation, **claims)}"
        client: FlaskClient = self.service.app.test_client()
        return client.open(f"/api/{self.service.name}/v1{path}", method=method, json=json, headers=headers)

    def token(self, role: str, organisation: str = ORGANISATION, **claims: Any) -> str:
        expires_at = self.clock.now() + timedelta(hours=1)
        claims = {"subject": "usr_test"} | claims
        return issue(KEYS, Identity(organisation=organisation, role=role, expires_at=expires_at, **claims))

    def hear(
        self,
        contract: Contract,
        subject: str,
        data: dict[str, Any],
        *,
        source: str,
        revision: int = 1,
        organisation: str = ORGANISATION,
    ) -> None:
        """A neighbour's message arrives and everything due is worked. `data` may hold datetimes."""
        self._messages += 1
        message_id = f"msg_from_{source}_{self._messages}"
        message = Message(
            id=message_id,
            source=f"/samling/{source}",
            type=contract.type,
            subject=subject,
            time=self.clock.now(),
            organisation=organisation,
            revision=revision,
            correlationid=message_id,
            causationid=None,
            data=contract.dump(data),
        )
        with self.transaction() as tx:
            store(tx, [message.to_json()])
        if not self._together:
            self.settle()

    @contextmanager
    def together(self) -> Iterator[None]:
        """What is heard meanwhile is worked at the end, in one go."""
        self._together = True
        yield
        self._together = False
        self.settle()

    def settle(self) -> None:
        """Turns every loop until nothing is due; what the service says stays in its outbox unless neighbours listen."""
        self.turning.settle(self.service.loops, self.clock.now())

    def said(self, contract: Contract | None = None) -> list[Said]:
        """What the service wrote to its outbox so far, in order, its data as the contract loads it."""
        from shared.contracts import catalogue

        with self.service.database.read() as tx:
            rows = tx.execute(select(OUTBOX).order_by(OUTBOX.c.position)).all()
        return [
            Said(row.type, row.subject, row.revision, catalogue()[row.type].load(Message.from_json(row.body).data))
            for row in rows
            if contract is None or row.type == contract.type
        ]

    def dead(self) -> list[str]:
        """Why messages were given up, for tests that expect none."""
        with self.service.database.read() as tx:
            return [row.last_error for row in tx.execute(select(INBOX).where(INBOX.c.dead_at.is_not(None)))]

    @contextmanager
    def transaction(self, by: str = "organiser:usr_test") -> Iterator[Transaction]:
        with self.service.database.transaction(by=by) as tx:
            yield tx

    @contextmanager
    def read(self) -> Iterator[Transaction]:
        with self.service.database.read() as tx:
            yield tx
