"""The product as a process of its own that can be killed, and a caller that asks again until it is answered."""

import os
import random
import socket
import time
from abc import ABC, abstractmethod
from collections.abc import Mapping
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import requests

from services.commands.audit import Line, audited
from services.commands.reach import Reach
from shared.http.client import ApiClient
from shared.keys import Keys
from shared.tokens import Identity, issue
from tests.support.program import Program

KEYS = Keys(("a-secret-for-tests-only",))
SERVICES = ("events", "registrations", "notifications", "partners", "web")
STARTING = 300  # seconds a start may take on a busy machine


class Calls(ABC):
    """A caller of the product from outside, wherever its services listen."""

    @abstractmethod
    def address(self, service: str) -> str:
        """Where this service is asked, without a path."""

    def reach(self) -> Reach:
        return Reach({name: ApiClient(self.address(name)) for name in SERVICES}, KEYS)

    def books(self) -> list[Line]:
        return audited(self.reach())

    def call(
        self, method: str, path: str, body: Any = None, *, role: str = "owner", key: str | None = None
    ) -> requests.Response:
        """One request; raises requests.RequestException if nobody answers."""
        service, _, rest = path.partition("/")
        identity = Identity(
            organisation="demo", role=role, subject="usr_test", expires_at=datetime.now(UTC) + timedelta(minutes=50)
        )
        headers = {"Authorization": f"Bearer {issue(KEYS, identity)}"}
        if key:
            headers["Idempotency-Key"] = key
        url = f"{self.address(service)}/api/{service}/v1/{rest}"
        return requests.request(method, url, json=body, headers=headers, timeout=20)

    def sandbox(self, path: str, **parameters: Any) -> Any:
        return requests.get(f"{self.address('sandbox')}/sandbox/api/{path}", params=parameters, timeout=10).json()


class Restartable(Calls):
    """A product whose processes may die."""

    deaths: int

    @property
    @abstractmethod
    def is_dead(self) -> bool:
        """Whether any of its processes died."""

    @abstractmethod
    def start(self, settings: Mapping[str, str] | None = None) -> None:
        """Starts what does not run."""

    @abstractmethod
    def wait_until_live(self) -> bool:
        """False if something died while starting."""


class ProductProcess(Restartable):
    """`samling run` on a data folder and a port that stay the same over its deaths."""

    def __init__(self, folder: Path, settings: Mapping[str, str] | None = None) -> None:
        """`settings` are those of every start."""
        self.folder = folder
        self._settings = dict(settings or {})
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.process: Program | None = None
        self.deaths = 0

    def address(self, service: str) -> str:
        return self.url

    def start(self, settings: Mapping[str, str] | None = None) -> None:
        self.deaths += self.is_dead
        environment = {name: value for name, value in os.environ.items() if not name.startswith("SAMLING_")}
        environment |= {
            "SAMLING_DATA_DIR": str(self.folder / "data"),
            "SAMLING_PORT": str(self.port),
            "SAMLING_SECRET_KEY": KEYS.secrets[0],
            "SAMLING_DECLINE_GRACE": "0",
            "SAMLING_SENDING_UNDO": "0",
        } | self._settings
        self.process = Program("services", ["run"], environment | dict(settings or {}), self.folder / "log")

    def wait_until_live(self) -> bool:
        """False if it died while starting."""
        until = time.monotonic() + STARTING
        while time.monotonic() < until:
            if self.is_dead:
                return False
            try:
                requests.get(f"{self.url}/live", timeout=10)
            except requests.RequestException:
                time.sleep(0.05)
            else:
                return True
        raise AssertionError(f"it did not start: {self.log()[-2000:]}")

    @property
    def is_dead(self) -> bool:
        return self.process is not None and self.process.poll() is not None

    def kill(self) -> None:
        """SIGKILL, at once."""
        assert self.process is not None
        self.process.kill()
        self.process.wait(10)

    def stop(self) -> int:
        """SIGTERM; the exit code."""
        assert self.process is not None
        if not self.is_dead:
            self.process.terminate()
        return self.process.wait(30)

    def log(self) -> str:
        return (self.folder / "log").read_text(encoding="utf-8", errors="replace")


def free_port() -> int:
    """One below those that the system gives to connections going out: such a one could take it before it is bound."""
    chance = random.SystemRandom()
    while True:
        port = chance.randrange(12_000, 32_000)
        with socket.socket() as bound, suppress(OSError):
            bound.bind(("127.0.0.1", port))
            return port
