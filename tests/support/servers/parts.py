"""What tests ask of a database server and of a broker, wherever it runs."""

import time
from abc import ABC, abstractmethod
from collections.abc import Callable
from typing import Any
from urllib.parse import quote

import psycopg
import requests

USER = PASSWORD = "samling"
PATIENCE = 240  # seconds that a server may take to answer on a busy machine


class PostgreSql(ABC):
    """One server with a role that may do everything."""

    host = "127.0.0.1"
    port: int

    def __init__(self) -> None:
        self._made = 0

    def url(self, database: str) -> str:
        return f"postgresql://{USER}:{PASSWORD}@{self.host}:{self.port}/{database}"

    def new_database(self, *, like: str | None = None) -> str:
        """The URL of a fresh database; `like` names one to copy, which nobody is connected to."""
        self._made += 1
        name = f"db{self._made}"
        self.run(f'CREATE DATABASE "{name}"' + (f' TEMPLATE "{like}"' if like else ""))
        return self.url(name)

    def run(self, statement: str) -> None:
        with psycopg.connect(self.url("postgres"), autocommit=True, connect_timeout=5) as connection:
            connection.execute(statement)  # type: ignore[call-overload]

    def wait_until_up(self) -> None:
        wait_until(lambda: self.run("SELECT 1") or True, psycopg.OperationalError)

    @abstractmethod
    def kill(self) -> None:
        """SIGKILL; the data stay."""

    @abstractmethod
    def start(self) -> None:
        """Starts again what was killed, and waits until it answers."""

    @abstractmethod
    def stop(self) -> None: ...


class RabbitMq(ABC):
    """One node with a user that may do everything."""

    host = "127.0.0.1"
    port: int
    management_port: int

    def __init__(self) -> None:
        self._made = 0

    def url(self, vhost: str, user: str = USER, password: str = PASSWORD) -> str:
        return f"amqp://{user}:{password}@{self.host}:{self.port}/{quote(vhost, safe='')}"

    @property
    def management_url(self) -> str:
        return f"http://{USER}:{PASSWORD}@{self.host}:{self.management_port}"

    def new_vhost(self) -> str:
        """The URL of a fresh virtual host, which has queues of its own."""
        self._made += 1
        name = f"vhost{self._made}"
        self.manage("PUT", f"vhosts/{name}")
        self.manage("PUT", f"permissions/{name}/{USER}", {"configure": ".*", "write": ".*", "read": ".*"})
        return self.url(name)

    def manage(self, method: str, path: str, body: Any = None) -> Any:
        """One request to the management API below `/api/`."""
        address = f"http://{self.host}:{self.management_port}/api/{path}"
        answer = requests.request(method, address, json=body, auth=(USER, PASSWORD), timeout=10)
        assert answer.status_code < 400, f"{method} {path}: {answer.status_code} {answer.text}"
        return answer.json() if answer.content else None

    def wait_until_up(self) -> None:
        wait_until(lambda: self.manage("GET", "overview"), (requests.RequestException, AssertionError))

    def sync(self) -> None:
        """RabbitMQ 3.10 forgets a queue if its node is killed within seconds of making it; not after this."""
        self.control("eval", "[dets:sync(Table) || Table <- dets:all()].")

    @abstractmethod
    def control(self, *arguments: str) -> str:
        """`rabbitmqctl` with these arguments; what it printed."""

    @abstractmethod
    def kill(self) -> None:
        """SIGKILL; the data stay."""

    @abstractmethod
    def start(self) -> None:
        """Starts again what was killed, and waits until it answers."""

    @abstractmethod
    def stop(self) -> None: ...


def wait_until(
    is_so: Callable[[], Any], expected: type[Exception] | tuple[type[Exception], ...], patience: float = PATIENCE
) -> None:
    """Asks again until the answer is true and no expected error comes."""
    until = time.monotonic() + patience
    while True:
        try:
            if is_so():
                return
        except expected:
            if time.monotonic() > until:
                raise
        assert time.monotonic() < until, "it never came to be so"
        time.sleep(0.1)
