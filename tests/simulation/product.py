"""The services on files in memory, under one clock, one source of ids and one of chance, to be killed anywhere."""

import random
import sqlite3
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from unittest.mock import patch
from urllib.parse import urlencode

from flask import Flask
from twilio.request_validator import RequestValidator

from services.commands.audit import Line, audited
from services.commands.reach import Reach
from services.events import service as events
from services.events.settings import Settings as EventsSettings
from services.notifications import service as notifications
from services.notifications.jobs.send import Sender
from services.notifications.service import Providers
from services.notifications.settings import Settings as NotificationsSettings
from services.partners import service as partners
from services.partners.settings import Settings as PartnersSettings
from services.registrations import service as registrations
from services.registrations.settings import Settings as RegistrationsSettings
from services.web import service as web
from services.web.settings import Settings as WebSettings
from shared.clock import StandingClock
from shared.http.client import Answer, ApiClient, InProcess
from shared.ids import CountingIds
from shared.service import Service
from shared.settings import read
from shared.tokens import Identity, issue
from shared.worker import Step
from tests.simulation.lines import SimulatedBroker
from tests.simulation.outside import FAIR, LINE, Callback, Mailboxes, Phones, World
from tests.support.one_service import KEYS, Reopening
from tests.support.turning import Turning

START = datetime(2027, 1, 4, 11, 0, tzinfo=UTC)  # a Monday, noon in Oslo
PUBLIC = "http://samling.test"
ACCOUNT_TOKEN = "a-provider-for-tests-only"
WORKING = ("events", "registrations", "notifications", "partners")


@dataclass
class SimulatedProduct:
    """Built once for many seeds: `begin_anew` brings everything back to the first day."""

    folder: Path
    has_stopped: Callable[[str], bool] = lambda _phone: False
    services: dict[str, Service] = field(default_factory=dict)
    apps: dict[str, Flask] = field(default_factory=dict)
    files: dict[str, sqlite3.Connection] = field(default_factory=dict)
    first_days: dict[str, sqlite3.Connection] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.clock = StandingClock(START)
        self.ids = CountingIds()
        self.chance = random.Random(0)
        self.world = World(self.clock, self.chance)
        self.phones = Phones(self.world, lambda phone: self.has_stopped(phone))
        self.mailboxes = Mailboxes(self.world)
        self.broker = SimulatedBroker(self.chance)
        self.runtime = Reopening(self.clock, lambda prefix: self.ids(prefix), self.chance, self.broker, KEYS)
        self.turning = Turning()
        for name in WORKING:
            self.build(name)
        apis = {name: ApiClient(service.app) for name, service in self.services.items()}
        self.services["web"] = web.build(read(WebSettings, self._environment), self.runtime, apis)
        for name, service in self.services.items():
            service.migrate()
            self.files[name] = sqlite3.connect(self.folder / f"{name}.sqlite3", check_same_thread=False)
            self.files[name].row_factory = sqlite3.Row
        self.settle()

    @property
    def _environment(self) -> dict[str, str]:
        return {
            "SAMLING_DATA_DIR": str(self.folder),
            "SAMLING_PUBLIC_URL": PUBLIC,
            "SAMLING_DECLINE_GRACE": "0",
            "SAMLING_CHECK_IN_OPENS": "P60D",
            "SMS_PARALLEL": "1",
            "TWILIO_AUTH_TOKEN": ACCOUNT_TOKEN,
            "TWILIO_FROM": LINE,
        }

    def build(self, name: str) -> None:
        """Puts a service together, as a new process does: nothing that was in memory is left."""
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
        make_app = module.make_app

        def kept(name: str, **parts: Any) -> Flask:
            if name not in self.apps:
                self.apps[name] = make_app(name, **parts)
            return self.apps[name]

        with patch.object(module, "make_app", kept):
            service: Service = module.build(read(settings, self._environment), self.runtime, *more)
        return service

    def keep(self) -> None:
        """This is the first day: what stands now comes back before every seed."""
        self.settle()
        for name, file in self.files.items():
            self.first_days[name] = sqlite3.connect(":memory:")
            file.backup(self.first_days[name])
        self._ids = self.ids("first").rpartition("_")[2]

    def begin_anew(self, seed: int, *, direct: bool) -> None:
        self.clock.set(START + timedelta(minutes=10))
        for name, first_day in self.first_days.items():
            first_day.backup(self.files[name])
        self.ids = CountingIds()
        self.ids._last = int(self._ids)
        self.chance.seed(seed)
        self.broker.begin_anew(direct=direct)
        self.phones.begin_anew()
        self.mailboxes.begin_anew()
        self.world.callbacks.clear()
        self.world.weather = FAIR
        self.turning = Turning()
        for step in self.steps().values():
            sender = getattr(step.run_once, "__self__", None)
            if isinstance(sender, Sender):
                sender._rests_until = None  # a provider may have asked for rest
            step.run_once(self.clock.now())  # what comes back at an interval looks up when

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
        loops = [loop for name in WORKING for loop in self.services[name].loops]
        return {f"{loop.name}.{step.name}": step for loop in loops for step in loop.steps}

    def settle(self) -> None:
        """Turns all loops and brings all messages, until nothing is due."""
        loops = [loop for name in WORKING for loop in self.services[name].loops]
        self.turning.settle(loops, self.clock.now())
        while waiting := self.broker.waiting():
            for reader in waiting:
                self.broker.deliver(reader, 1000)
            self.turning.settle(loops, self.clock.now())

    # Callers

    def call(self, method: str, path: str, body: Any = None, *, role: str = "owner", key: str | None = None) -> Answer:
        """One request of an organiser's program; `path` begins with the service."""
        service, _, rest = path.partition("/")
        expires_at = self.clock.now() + timedelta(minutes=50)
        identity = Identity(organisation="demo", role=role, subject="usr_test", expires_at=expires_at)
        return self._ask(service, issue(KEYS, identity), method, rest, body, key)

    def call_as(self, token: str, path: str) -> Answer:
        """A partner reads."""
        service, _, rest = path.partition("/")
        return self._ask(service, token, "GET", rest, None, None)

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
