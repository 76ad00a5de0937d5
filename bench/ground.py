"""What benchmarks stand on: servers of their own on free ports, and the product as one process per service and role."""

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Mapping
from contextlib import ExitStack
from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import Self

import psutil

from tests.support.apart import Apart
from tests.support.full_way import FullWay, Parts
from tests.support.process import free_port
from tests.support.product import TestProduct
from tests.support.servers import PostgreSql, RabbitMq, start_postgresql, start_rabbitmq


class Ground:
    """Servers that come up when first asked for; all is stopped and removed at the end. PostgreSQL writes durably."""

    def __init__(self) -> None:
        self._stack = ExitStack()
        self.folder = Path(self._stack.enter_context(tempfile.TemporaryDirectory()))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stack.close()

    @cached_property
    def postgresql(self) -> PostgreSql:
        server = start_postgresql(durable=True)
        self._stack.callback(server.stop)
        return server

    @cached_property
    def rabbitmq(self) -> RabbitMq:
        server = start_rabbitmq()
        self._stack.callback(server.stop)
        return server

    @cached_property
    def _full_way(self) -> FullWay:
        full_way = FullWay(self.postgresql, self.rabbitmq)
        parts = full_way.parts()
        TestProduct(self.folder / "migrated", parts=parts).close()
        full_way.copy_from(parts)
        return full_way

    def product(self, settings: Mapping[str, str] | None = None, *, only: Iterable[tuple[str, str]] = ()) -> Apart:
        """A fresh product that is up; `only` names the (service, role) to start instead of all."""
        folder = self.folder / f"product-{free_port()}"
        folder.mkdir()
        apart = Apart(folder, self._full_way.parts())
        self._stack.callback(apart.kill)
        for service, role in only:
            apart.start_one(service, role, settings)
        if not only:
            apart.start(settings)
        assert apart.wait_until_live()
        return apart

    def alone(self, service: str) -> tuple[Apart, str]:
        """The `http` process of one service on a fresh database, without a broker; also the database's URL."""
        name, url = f"{service.upper()}_DATABASE_URL", self.postgresql.new_database()
        subprocess.run(
            [sys.executable, "-m", f"services.{service}", "migrate"],
            env=os.environ | {name: url},
            check=True,
            stdout=subprocess.DEVNULL,
        )
        folder = self.folder / f"{service}-{free_port()}"
        folder.mkdir()
        apart = Apart(folder, Parts({name: url}, ""))
        self._stack.callback(apart.kill)
        apart.start_one(service, "http")
        assert apart.wait_until_live()
        return apart, url

    def program(self, module: str, *arguments: str) -> subprocess.Popen[str]:
        """A limit or a peer as a process of its own: `python -m module …`; it prints one line when it is ready."""
        command = [sys.executable, "-m", module, *arguments]
        process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1)
        self._stack.callback(_end, process)
        assert process.stdout
        assert process.stdout.readline(), f"{module} did not start"
        return process

    def server_pids(self) -> dict[str, list[int]]:
        """The processes of the servers that run here, for counting their CPU."""
        found: dict[str, list[int]] = {}
        for name in ("postgresql", "rabbitmq"):
            if name in self.__dict__:
                found[name] = [_listening(getattr(self, name).port)]
        return found


def pids(apart: Apart, *names: tuple[str, str]) -> list[int]:
    """The processes of these (service, role), or of all."""
    return [apart.processes[name].pid for name in names or apart.processes]


def _listening(port: int) -> int:
    for connection in psutil.net_connections("tcp"):
        if connection.status == psutil.CONN_LISTEN and connection.laddr.port == port and connection.pid:
            return connection.pid
    raise AssertionError(f"nobody listens on {port}")


def _end(process: subprocess.Popen[str]) -> None:
    process.kill()
    process.wait(10)
