"""The services on SQLite in memory, under one clock, one source of ids and one of chance, to be killed anywhere."""

import random
import sqlite3
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from unittest.mock import patch
from urllib.parse import urlencode

from sqlalchemy import event
from twilio.request_validator import RequestValidator

from services.commands.audit import Line, audited
from services.commands.reach import Reach
from services.events import service as events
from services.events.settings import Settings as EventsSettings
from services.notifications import service as notifications
from services.notifications.service import Providers
from services.notifications.settings import Settings as NotificationsSettings
from services.partners import service as partners
from services.partners.settings import Settings as PartnersSettings
from services.registrations import service as registrations
from services.registrations.settings import Settings as RegistrationsSettings
from services.web import service as web
from services.web.settings import Settings as WebSettings
from shared.clock import StandingClock
from shared.database import Database
from shared.http.client import Answer, ApiClient, InProcess
from shared.ids import CountingIds
from shared.service import Service
from shared.settings import read
from shared.tokens import Identity, issue
from shared.worker import Step
from tests.simulation.lines import SimulatedBroker
from tests.simulation.model import Asked
from tests.simulation.outside import FAIR, LINE, Callback, Mailboxes, Phones, World
from tests.support.one_service import KEYS, Reopening
from tests.support.turning import Turning

START = datetime(2027, 1, 4, 11, 0, tzinfo=UTC)  # a Monday, noon in Oslo
PUBLIC = "http://samling.test"
ACCOUNT_TOKEN = "a-provider-for-tests-only"
WORKING = ("events", "registrations", "notifications", "partners")
ROUTES = ("blueprints", "dead_routes", "audit_routes", "republish_routes", "inbound_routes")


@dataclass(frozen=True)
class InMemory(Reopening):
    """Opens databases that live as long as somebody looks at them: a process dies here, never the machine."""

    def database(self, url: str, source: str) -> Database:
        if url not in self.opened:
            database = super().database(url, source)
            for engine in (database._writing, database._reading):
                event.listen(engine, "do_connect", lambda *_: connected(url))
        return super().database(url, source)


def connected(url: str) -> sqlite3.Connection:
    """A connection to the database in memory of this name."""
    name = f"file:{url.removeprefix('sqlite:///')}?vfs=memdb"
    return sqlite3.connect(name, uri=True, check_same_thread=False, cached_statements=1000)


@dataclass
class SimulatedProduct:
    """Built once for many seeds: `begin_anew` brings everything back to the first day."""

    folder: Path
    silence: Callable[[str], str] = lambda _contact: ""
    services: dict[str, Service] = field(default_factory=dict)
    files: dict[str, sqlite3.Connection] = field(default_factory=dict)
    tables: dict[str, list[str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.clock = StandingClock(START)
        self.ids = CountingIds()
        self.chance = random.Random(0)
        self.world = World(self.clock, self.chance)
        self.phones = Phones(self.world, lambda phone: self.silence(phone))
        self.mailboxes = Mailboxes(self.world, lambda address: self.silence(address))
        self.broker = SimulatedBroker(self.chance)
        self.runtime = InMemory(self.clock, lambda prefix: self.ids(prefix), self.chance, self.broker, KEYS)
        self._steps: dict[str, Step] = {}
        self._settings: dict[str, Any] = {}
        for name in WORKING:
            self.build(name)
        apis = {name: ApiClient(service.app) for name, service in self.services.items()}
        self.services["web"] = web.build(read(WebSettings, self._environment), self.runtime, apis)
        for name, service in self.services.items():
            self.files[name] = connected(f"sqlite:///{self.folder}/{name}.sqlite3")
            self.files[name].row_factory = sqlite3.Row
            service.migrate()
        self.settle()

    @property
    def _environment(self) -> dict[str, str]:
        return {
            "SAMLING_DATA_DIR": str(self.folder),
            "SAMLING_PUBLIC_URL": PUBLIC,
            "SAMLING_DECLINE_GRACE": "0",
            "SAMLING_SENDING_UNDO": "0",
            "SAMLING_CHECK_IN_OPENS": "P60D",
            "SMS_PARALLEL": "1",
            "TWILIO_AUTH_TOKEN": ACCOUNT_TOKEN,
            "TWILIO_FROM": LINE,
        }

    def build(self, name: str) -> None:
        """Puts a service together, as a new process does: nothing that was in memory is left."""
        self._steps.clear()
        if name == "events":
            self.services[name] = self._built(events, EventsSettings)
        elif name == "registrations":
            self.services[name] = self._built(registrations, RegistrationsSettings)
        elif name == "partners":
            self.services[name] = self._built(partners, PartnersSettings)
        else:
            given = Providers(self.phones, self.mailboxes, self.phones.list_inbound)
            self.services[name] = self._built(notifications, NotificationsSettings, given)

    def _built(self, module: Any, settings: type[Any], *more: Any) -> Service:
        """Its routes are kept, for to compile them costs more than all else and they remember nothing."""
        name = module.__name__.split(".")[1]
        if name not in self._settings:
            self._settings[name] = read(settings, self._environment)
        with ExitStack() as stack:
            if name in self.services:
                app = self.services[name].app
                stack.enter_context(patch.object(module, "make_app", lambda *_, **__: app))
                for routes in ROUTES:
                    if hasattr(module, routes):
                        stack.enter_context(patch.object(module, routes, lambda *_, **__: ()))
            service: Service = module.build(self._settings[name], self.runtime, *more)
        return service

    def keep(self) -> None:
        """This is the first day: what stands now comes back before every seed."""
        self.settle()
        for name, file in self.files.items():
            listed = file.execute("SELECT name FROM main.sqlite_master WHERE type = 'table'")
            self.tables[name] = [table for (table,) in listed if not table.startswith("sqlite_")]
            file.execute("ATTACH ':memory:' AS first_day")
            for table in self.tables[name]:
                file.execute(f"CREATE TABLE first_day.{table} AS SELECT * FROM main.{table}")
        self.phones.keep()
        self.mailboxes.keep()
        self._ids = self.ids("first").rpartition("_")[2]

    def begin_anew(self, seed: int, *, direct: bool) -> None:
        self.clock.set(START + timedelta(minutes=10))
        for name, tables in self.tables.items():
            with self.files[name] as file:  # rows, not pages: a new schema would have every statement prepared anew
                for table in tables:
                    file.execute(f"DELETE FROM main.{table}")
                    file.execute(f"INSERT INTO main.{table} SELECT * FROM first_day.{table}")
        self.ids = CountingIds()
        self.ids._last = int(self._ids)
        self.chance.seed(seed)
        self.broker.begin_anew(direct=direct)
        self.phones.begin_anew()
        self.mailboxes.begin_anew()
        self.world.callbacks.clear()
        self.world.weather = FAIR
        for name in WORKING:
            self.build(name)

    def crash(self, name: str, *, release: bool) -> None:
        """The process of this service is gone, and starts again on its files; or, in one process, all of them."""
        gone = WORKING if self.broker.direct else (name,)
        for one in gone:
            for close in self.services[one].closing:
                close()
            self.build(one)
            if release:
                self.services[one].release_leases()

    def steps(self) -> dict[str, Step]:
        """Every step of every loop, by the names of service, loop and step."""
        if not self._steps:
            loops = [loop for name in WORKING for loop in self.services[name].loops]
            self._steps = {f"{loop.name}.{step.name}": step for loop in loops for step in loop.steps}
        return self._steps

    def settle(self) -> None:
        """Turns all loops and brings all messages, until nothing is due."""
        loops = [loop for name in WORKING for loop in self.services[name].loops]
        turning = Turning()
        turning.settle(loops, self.clock.now())
        while waiting := self.broker.waiting():
            for reader in waiting:
                self.broker.deliver(reader, 1000)
            turning.settle(loops, self.clock.now())

    # Callers

    def call(self, method: str, path: str, body: Any = None) -> Answer:
        """One request of an organiser's program; `path` begins with the service."""
        return self.ask(Asked("", method, path, body, None))

    def ask(self, asked: Asked) -> Answer:
        """The same, or one from a participant's own page."""
        expires_at = self.clock.now() + timedelta(minutes=50)
        who: dict[str, Any] = {"role": "owner", "subject": "usr_test"}
        if asked.invitation:
            who = {"role": "participant", "subject": asked.invitation, "invitation": asked.invitation}
        token = issue(KEYS, Identity(organisation="demo", expires_at=expires_at, **who))
        rest = asked.path.partition("/")[2]
        return self._ask(asked.service, token, asked.method, rest, asked.body, asked.key)

    def call_as(self, token: str, path: str) -> Answer:
        """A partner reads."""
        service, _, rest = path.partition("/")
        return self._ask(service, token, "GET", rest, None, None)

    def open_link(self, token: str) -> int:
        """Somebody follows the link of a text; the status of the answer."""
        return self._ask("registrations", "", "POST", "links", {"token": token}, None).status

    def _ask(self, service: str, token: str, method: str, rest: str, body: Any, key: str | None) -> Answer:
        api = ApiClient(self.services[service].app, token)
        options: dict[str, Any] = {"headers": {"Idempotency-Key": key} if key else {}}
        if method != "GET":
            options["json"] = body
        answer: Answer = getattr(api, method.lower())(f"/api/{service}/v1/{rest}", **options)
        return answer

    def call_back(self, callback: Callback) -> int:
        """The provider calls one of our webhooks; the status of our answer."""
        signature = RequestValidator(ACCOUNT_TOKEN).compute_signature(PUBLIC + callback.path, callback.form)
        headers = {"Content-Type": "application/x-www-form-urlencoded", "X-Twilio-Signature": signature}
        body = urlencode(callback.form).encode()
        status, _, _ = InProcess(self.services["notifications"].app)("POST", callback.path, body, headers)
        return status

    def books(self) -> list[Line]:
        """Every book of the audit."""
        apis = {name: ApiClient(service.app) for name, service in self.services.items()}
        return audited(Reach(apis, KEYS, clock=self.clock))

    def rows(self, name: str, statement: str, *values: Any) -> list[sqlite3.Row]:
        """Raw rows of one service's file, as they are committed."""
        return self.files[name].execute(statement, values).fetchall()
