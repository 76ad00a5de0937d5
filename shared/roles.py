"""Runs one role of one service as a process of its own."""

import os
import random
import signal
import sys
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

import click
import structlog
from marshmallow import fields, validate
from sqlalchemy.exc import OperationalError

from shared import crash_points, logs, notices
from shared.broker.chosen import broker_at
from shared.broker.in_process import InProcessBroker
from shared.clock import SystemClock
from shared.http.doors import inner_door, outer_door
from shared.http.server import Server, bind
from shared.ids import random_ids
from shared.keys import Keys
from shared.migrations import NewerSchema, is_behind
from shared.service import Runtime, Service
from shared.settings import Unusable, read, setting
from shared.worker import Worker

_log = structlog.get_logger(__name__)

Build = Callable[[Mapping[str, str], Runtime], Service]

THREADS = 8  # requests at the same time in one process; more processes take more
_PORT = fields.Integer(validate=validate.Range(0, 65535))


@dataclass(frozen=True)
class ProcessSettings:
    """What a process of one role reads, beside the settings of its service."""

    samling_secret_key: str = setting("signs tokens and links; several, newest first, to change it", secret=True)
    samling_broker_url: str = setting(
        "amqp://user:password@host:port/vhost, several with ; between them; for workers", default="", secret=True
    )
    samling_host: str = setting("address to listen on", default="127.0.0.1")
    samling_port: int = setting("port to listen on; 0 takes a free one", _PORT, default=8000)
    samling_metrics_host: str = setting("address of /live, /ready and /metrics", default="127.0.0.1")
    samling_metrics_port: int = setting("port of /live, /ready and /metrics; 0 takes a free one", _PORT, default=9000)
    samling_crash_at: str = setting("for tests: ends the process at a named crash point", default="")

    def keys(self) -> Keys:
        """The secret keys. Raises Unusable."""
        try:
            return Keys.parse(self.samling_secret_key)
        except ValueError as fault:
            raise Unusable(str(fault)) from None


@dataclass(frozen=True)
class Roles:
    """The roles of one service. `beside` opens what its `http` process serves beside HTTP."""

    name: str
    build: Build
    beside: Callable[[Service], None] = lambda _service: None

    def http(self) -> None:
        """Answer requests until told to stop."""
        settings = _settings()
        runtime = _runtime(settings, "")
        with self._built(runtime) as service:
            public = bind(settings.samling_host, settings.samling_port, "SAMLING_PORT")
            inner = bind(settings.samling_metrics_host, settings.samling_metrics_port, "SAMLING_METRICS_PORT")
            servers = [
                Server(outer_door(service.app), public, threads=THREADS),
                Server(inner_door(service.app, dict), inner, threads=1),
            ]
            self.beside(service)
            announcer = notices.announcer(service.database)
            _until_told_to_stop(f"{self.name} http", [announcer, *reversed(servers)])

    def worker(self) -> None:
        """Relay, receive, handle and do what is due until told to stop."""
        settings = _settings()
        if not settings.samling_broker_url:
            raise Unusable("SAMLING_BROKER_URL is not set: a worker of its own hears the others through RabbitMQ")
        runtime = _runtime(settings, settings.samling_broker_url)
        with self._built(runtime) as service:
            inner = bind(settings.samling_metrics_host, settings.samling_metrics_port, "SAMLING_METRICS_PORT")
            server = Server(inner_door(service.app, runtime.broker.faults), inner, threads=1)
            worker = Worker(service.loops, runtime.clock)
            listener = notices.listener(service.database)
            runtime.broker.start()
            try:
                _until_told_to_stop(f"{self.name} worker", [server, listener, worker])
            finally:
                runtime.broker.close()

    def migrate(self) -> None:
        """Bring the database to the schema of this version."""
        runtime = Runtime(SystemClock(), random_ids, random.SystemRandom(), InProcessBroker(), Keys(("-" * 16,)))
        service = self.build(os.environ, runtime)
        changed = service.migrate()
        click.echo(f"{self.name}: {'brought up to date' if changed else 'already up to date'}")
        service.close()

    @contextmanager
    def _built(self, runtime: Runtime) -> Iterator[Service]:
        service = self.build(os.environ, runtime)
        try:
            if service.database.dialect == "sqlite":
                raise Unusable(f"{self.name.upper()}_DATABASE_URL: processes of their own need PostgreSQL")
            _look_at_schema(service)
            yield service
        finally:
            service.close()


def roles(name: str, build: Build, beside: Callable[[Service], None] = lambda _service: None) -> click.Group:
    """The command line of a service's package: `http`, `worker`, `migrate`."""
    role = Roles(name, build, beside)
    acts = {"http": role.http, "worker": role.worker, "migrate": role.migrate}
    commands = {key: click.Command(key, callback=_plainly(act), help=act.__doc__) for key, act in acts.items()}
    return click.Group(name, commands, help=f"Runs one role of `{name}`.")


def _plainly(act: Callable[[], None]) -> Callable[[], None]:
    """Says what cannot be used in one line each, and ends with exit code 2."""

    def run() -> None:
        try:
            act()
        except Unusable as fault:
            click.echo(f"samling: {fault}", err=True)
            sys.exit(2)
        except OperationalError:
            click.echo("samling: the database does not answer; is it up, and its …_DATABASE_URL right?", err=True)
            sys.exit(2)

    return run


def _settings() -> ProcessSettings:
    logs.configure()
    settings = read(ProcessSettings, os.environ)
    if settings.samling_crash_at:
        crash_points.obey(settings.samling_crash_at)
    return settings


def _runtime(settings: ProcessSettings, broker_url: str) -> Runtime:
    return Runtime(SystemClock(), random_ids, random.SystemRandom(), broker_at(broker_url), settings.keys())


def _look_at_schema(service: Service) -> None:
    try:
        behind = is_behind(service.database, service.migrations)
    except NewerSchema as fault:  # during an upgrade the older processes go on, and may have to start again
        _log.warning("schema.newer", service=service.name, reason=str(fault))
    else:
        if behind:
            raise Unusable(f"the database of {service.name} is older than this version; run `samling migrate` first")


def _until_told_to_stop(name: str, parts: list[notices.Notices | Server | Worker]) -> None:
    """Starts the parts in this order; stops them in the other."""
    ending = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda _number, _frame: ending.set())
    started = []
    try:
        for part in parts:
            part.start()
            started.append(part)
        _log.info("process.started", process=name)
        while not ending.wait(0.5):
            pass
    finally:
        for part in reversed(started):
            part.stop()
    _log.info("process.stopped", process=name)
