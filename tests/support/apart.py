"""The product as one process per service and role, each of which can be killed and started again."""

import os
import time
from collections.abc import Iterable, Mapping
from itertools import count
from pathlib import Path

import requests

from tests.support.full_way import Parts
from tests.support.process import KEYS, STARTING, Restartable, free_port
from tests.support.program import Program

WORKING = ("events", "registrations", "notifications", "partners", "web", "sandbox")
ACCOUNT = {
    "TWILIO_ACCOUNT_SID": "AC" + "0" * 32,
    "TWILIO_AUTH_TOKEN": "a-token-for-tests-only",
    "TWILIO_FROM": "+447700900999",
    "MAIL_FROM": "samling@example.org",
    "MAIL_REPLY_DOMAIN": "reply.example.org",
}
INBOUND = "/api/notifications/v1/twilio/inbound"


class Apart(Restartable):
    """Twelve processes on databases and a broker of their own; ports stay the same over their deaths.

    `settings` are what each starts with, from its next start on.
    """

    def __init__(self, folder: Path, parts: Parts) -> None:
        self.folder = folder
        self.broker_url = parts.broker_url
        self.ports = {(service, role): free_port() for service in WORKING for role in ("http", "inner", "worker")}
        self.smtp_port = free_port()
        self.url = f"http://127.0.0.1:{free_port()}"
        self.processes: dict[tuple[str, str], Program] = {}
        self.deaths = 0
        self._chapters = count()
        broker = {"SAMLING_BROKER_URL": parts.broker_url}
        self.settings = dict(parts.settings) | ACCOUNT | self._surroundings() | broker

    def next_chapter(self) -> int:
        """A number for a story that nobody has told to this product yet."""
        return next(self._chapters)

    def address(self, service: str) -> str:
        return f"http://127.0.0.1:{self.ports[service, 'http']}"

    def ready(self, service: str, role: str = "worker") -> requests.Response:
        """What the inner door of a process says of it."""
        port = self.ports[service, "worker" if role == "worker" else "inner"]
        return requests.get(f"http://127.0.0.1:{port}/ready", timeout=10)

    def start(self, settings: Mapping[str, str] | None = None) -> None:
        """Starts whatever does not run."""
        for service in WORKING:
            for role in ("http", "worker"):
                self.start_one(service, role, settings)

    def start_one(
        self, service: str, role: str, settings: Mapping[str, str] | None = None, *, program: str | None = None
    ) -> None:
        """Starts one process, unless it runs. `program` is a module that plays this service otherwise."""
        known = self.processes.get((service, role))
        if known is not None and known.poll() is None:
            return
        self.deaths += known is not None
        environment = self._environment(service, role) | dict(settings or {})
        self._launch((service, role), program or f"services.{service}", role, environment)

    def start_next_version(self, service: str) -> None:
        """One more worker of this service, beside the other, as a later version of the program."""
        name = (service, "next worker")
        self.ports[name] = free_port()
        environment = self._environment(service, "worker") | {"SAMLING_METRICS_PORT": str(self.ports[name])}
        self._launch(name, "tests.support.next_version", service, environment)

    def wait_until_live(self) -> bool:
        """False if one died while starting."""
        return all(self._is_up(service, role) for service, role in self.processes)

    @property
    def is_dead(self) -> bool:
        return any(process.poll() is not None for process in self.processes.values())

    def dead(self) -> set[tuple[str, str]]:
        return {name for name, process in self.processes.items() if process.poll() is not None}

    def kill(self, names: Iterable[tuple[str, str]] | None = None) -> None:
        """SIGKILL, at once."""
        for name in list(names if names is not None else self.processes):
            self.processes[name].kill()
            self.processes[name].wait(10)

    def end(self, names: Iterable[tuple[str, str]]) -> None:
        """SIGTERM to some that shall not come back."""
        for name in names:
            process = self.processes.pop(name)
            process.terminate()
            assert process.wait(40) == 0, self.log(*name)[-2000:]

    def stop(self) -> dict[tuple[str, str], int]:
        """SIGTERM to all; their exit codes."""
        for process in self.processes.values():
            if process.poll() is None:
                process.terminate()
        return {name: process.wait(40) for name, process in self.processes.items()}

    def log(self, service: str, role: str) -> str:
        return (self.folder / f"{service}-{role}.log").read_text(encoding="utf-8", errors="replace")

    def _launch(self, name: tuple[str, str], program: str, argument: str, environment: dict[str, str]) -> None:
        log = self.folder / f"{'-'.join(name)}.log"
        self.processes[name] = Program(program, [argument], environment, log)

    def _is_up(self, service: str, role: str) -> bool:
        port = self.ports[service, "inner" if role == "http" else role]
        until = time.monotonic() + STARTING
        while time.monotonic() < until:
            if self.processes[service, role].poll() is not None:
                return False
            try:
                requests.get(f"http://127.0.0.1:{port}/live", timeout=10)
            except requests.RequestException:
                time.sleep(0.05)
            else:
                return True
        raise AssertionError(f"{service} {role} did not start: {self.log(service, role)[-2000:]}")

    def _environment(self, service: str, role: str) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("SAMLING_", "TWILIO_"))}
        own = {
            "SAMLING_PORT": str(self.ports[service, "http"]),
            "SAMLING_METRICS_PORT": str(self.ports[service, "inner" if role == "http" else "worker"]),
        }
        return kept | self.settings | own

    def _surroundings(self) -> dict[str, str]:
        public = self.url
        return {
            "SAMLING_SECRET_KEY": KEYS.secrets[0],
            "SAMLING_DECLINE_GRACE": "0",
            "SAMLING_SENDING_UNDO": "0",
            "SAMLING_PUBLIC_URL": public,
            "TWILIO_API_BASE_URL": self.address("sandbox"),
            "SMTP_URL": f"smtp://127.0.0.1:{self.smtp_port}/?tls=none",
            "SANDBOX_SMTP_PORT": str(self.smtp_port),
            "SANDBOX_INBOUND_URL": self.address("notifications") + INBOUND,
            "SANDBOX_SIGN_URL": public + INBOUND,
            "EVENTS_API_URL": self.address("events"),
            "REGISTRATIONS_API_URL": self.address("registrations"),
        }
