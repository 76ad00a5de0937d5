"""Starts the one-process product: sockets first, so that every part can be told the addresses of the others."""

import random
import socket
from collections.abc import Mapping
from contextlib import ExitStack, closing
from dataclasses import dataclass
from types import TracebackType
from typing import TYPE_CHECKING

from services.embedded.data_folder import DataFolder
from services.embedded.product import Product, compose
from services.embedded.settings import EmbeddedSettings, Ports, surroundings
from services.sandbox import service as sandbox_service
from services.sandbox.service import Sandbox
from services.sandbox.settings import Settings as SandboxSettings
from shared import crash_points
from shared.broker import Broker
from shared.broker.chosen import broker_at
from shared.clock import Clock, SystemClock
from shared.http.server import Server, bind
from shared.ids import Ids, random_ids
from shared.keys import Keys
from shared.migrations import NewerSchema, is_behind, is_empty
from shared.service import Runtime, Service
from shared.settings import Unusable, read
from shared.worker import Worker

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication


@dataclass
class Running:
    """A product that listens; `work` says whether its loops run in threads of their own."""

    product: Product
    address: str
    local_address: str
    sandbox_address: str | None
    is_new: bool
    _folder: DataFolder
    _servers: list[Server]
    _worker: Worker | None

    @property
    def keys(self) -> Keys:
        return self.product.runtime.keys

    def __enter__(self) -> "Running":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.stop()

    def stop(self) -> None:
        """Takes no more requests, lets each loop finish the piece it is at, and closes everything."""
        for server in self._servers[:1]:
            server.stop()
        if self._worker:
            self._worker.stop()
        for server in self._servers[1:]:
            server.stop()
        self.product.runtime.broker.close()
        self.product.close()
        self._folder.close()


def start(
    environment: Mapping[str, str],
    *,
    clock: Clock | None = None,
    ids: Ids = random_ids,
    chance: random.Random | None = None,
    broker: Broker | None = None,
    work: bool = True,
) -> Running:
    """Opens the data folder, migrates, listens and works. Raises Unusable with one line that says what to do."""
    settings = read(EmbeddedSettings, environment)
    if settings.samling_crash_at:
        crash_points.obey(settings.samling_crash_at)
    with ExitStack() as undo:
        folder = undo.enter_context(closing(DataFolder(settings.folder)))
        broker = broker or broker_at(settings.samling_broker_url)
        runtime = Runtime(clock or SystemClock(), ids, chance or random.SystemRandom(), broker, settings.keys())
        sockets = [undo.enter_context(bind(settings.samling_host, settings.samling_port, "SAMLING_PORT"))]
        sandbox, smtp_port = None, 0
        if settings.on_loopback:
            sockets.append(undo.enter_context(bind("127.0.0.1", settings.sandbox_port, "SANDBOX_PORT")))
            sandbox, smtp_port = _sandbox(environment, settings, sockets, runtime, folder)
            undo.callback(sandbox.close)
        ports = _ports(sockets, smtp_port)
        told = surroundings(environment, settings, ports) | _credentials(environment, sandbox)
        product = compose(told, runtime, sandbox)
        is_new = is_empty(product.services["events"].database)
        for name, service in product.services.items():
            _migrate(name, service, folder)
        product.prepare()
        undo.pop_all()
    servers = _listen([product.app, *([sandbox.app] if sandbox else [])], sockets)
    runtime.broker.start()
    worker = Worker(product.loops, runtime.clock) if work else None
    if worker:
        worker.start()
    sandbox_address = f"http://127.0.0.1:{ports.sandbox}" if sandbox else None
    local_address = f"http://{settings.samling_host}:{ports.product}"
    folder.tell_address(local_address)
    return Running(product, told["SAMLING_PUBLIC_URL"], local_address, sandbox_address, is_new, folder, servers, worker)


def _listen(apps: list["WSGIApplication"], sockets: list[socket.socket]) -> list[Server]:
    servers = [Server(app, bound, threads=8) for app, bound in zip(apps, sockets, strict=True)]
    for server in servers:
        server.start()
    return servers


def _sandbox(
    environment: Mapping[str, str],
    settings: EmbeddedSettings,
    sockets: list[socket.socket],
    runtime: Runtime,
    folder: DataFolder,
) -> tuple[Sandbox, int]:
    told = surroundings(environment, settings, _ports(sockets, 0))
    sandbox = sandbox_service.build(read(SandboxSettings, told), runtime)
    _migrate("sandbox", sandbox, folder)
    smtp = sandbox.open_smtp(0)
    return sandbox, smtp.port


def _ports(sockets: list[socket.socket], smtp: int) -> Ports:
    numbers = [bound.getsockname()[1] for bound in sockets]
    return Ports(numbers[0], numbers[1] if len(numbers) > 1 else 0, smtp)


def _migrate(name: str, service: Service, folder: DataFolder) -> None:
    try:
        if is_behind(service.database, service.migrations):
            folder.keep_copy(name)
            service.migrate()
    except NewerSchema as fault:
        raise Unusable(f"{fault}; start that version, or set SAMLING_DATA_DIR to another folder") from None


def _credentials(environment: Mapping[str, str], sandbox: Sandbox | None) -> dict[str, str]:
    if sandbox is None or environment.get("TWILIO_ACCOUNT_SID"):
        return {}
    account = sandbox.account
    return {"TWILIO_ACCOUNT_SID": account.sid, "TWILIO_AUTH_TOKEN": account.token, "TWILIO_FROM": account.line}
