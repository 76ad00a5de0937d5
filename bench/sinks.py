"""Asks the sinks what they took."""

import json
import smtplib
import time
from abc import ABC, abstractmethod
from typing import Any

import requests

from bench.ground import Ground
from tests.support.process import free_port

LOOKING = 0.05


class Sink(ABC):
    """A process that takes all that is sent and notes when."""

    @abstractmethod
    def look(self) -> dict[str, Any]:
        """What came since the last reset."""

    @abstractmethod
    def reset(self) -> None: ...

    def wait_for(self, people: int, patience: float = 900.0) -> float:
        """Until so many different people have theirs; the instant at which the last came."""
        until, looking = time.monotonic() + patience, LOOKING
        while (found := self.look())["people"] < people:
            if time.monotonic() > until:
                raise TimeoutError(f"{found['people']} of {people} came")
            time.sleep(looking)
        return float(found["last"])


class MailSink(Sink):
    def __init__(self, ground: Ground) -> None:
        self.port = free_port()
        ground.program("bench.limits.mail_sink", str(self.port))
        self._asks = smtplib.SMTP("127.0.0.1", self.port)

    def look(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self._asks.docmd("XSINK")[1])
        return found

    def reset(self) -> None:
        self._asks.docmd("XRESET")


class TextSink(Sink):
    def __init__(self, ground: Ground, milliseconds: float) -> None:
        self.port = free_port()
        ground.program("bench.limits.text_sink", str(self.port), str(milliseconds))
        self._asks = requests.Session()

    def look(self) -> dict[str, Any]:
        found: dict[str, Any] = self._asks.get(f"http://127.0.0.1:{self.port}/sink", timeout=10).json()
        return found

    def reset(self) -> None:
        self._asks.delete(f"http://127.0.0.1:{self.port}/sink", timeout=10)
