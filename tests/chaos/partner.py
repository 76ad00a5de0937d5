"""A partner's two programs: one reads the cursor feed, one listens to its queue, and both keep what they heard."""

import json
import threading
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote

import pika
import requests
from pika.exceptions import AMQPError

from tests.support.process import Restartable
from tests.support.through_crashes import Caller

OFTEN = 0.5  # seconds between two looks at the feed
RECORDED = "attendance.recorded.v1"


class Partner:
    """Made while all is well; `heard` is when each reference first came, by program."""

    def __init__(self, product: Restartable, *, listens: bool) -> None:
        caller = Caller(product, revives=False)
        self.id = caller.post("partners/partners", {"name": "Karrieresenteret"}, "partner")["id"]
        self.heard: dict[str, dict[str, datetime]] = {"cursor feed": {}}
        self.repeats: dict[str, int] = {"cursor feed": 0}
        self.strange: list[str] = []
        self._ids: dict[str, set[str]] = {}
        self._product = product
        self._token = caller.post(f"partners/partners/{self.id}/tokens", {}, "token")["token"]
        self._ending = threading.Event()
        programs = [self._read]
        if listens:
            self.heard["queue"], self.repeats["queue"] = {}, 0
            self._place = caller.post(f"partners/partners/{self.id}/amqp", {}, "amqp")
            programs.append(self._listen)
        self._threads = [threading.Thread(target=program, daemon=True) for program in programs]

    def start(self) -> None:
        for thread in self._threads:
            thread.start()

    def end(self) -> None:
        self._ending.set()
        for thread in self._threads:
            thread.join(30)

    def _read(self) -> None:
        cursor = None
        while not self._ending.wait(OFTEN):
            with suppress(requests.RequestException, KeyError):
                page = self._page(cursor)
                for item in page["items"]:
                    self._keep("cursor feed", item)
                cursor = page["next"]

    def _page(self, cursor: str | None) -> Any:
        address = f"{self._product.address('partners')}/api/partners/v1/attendance"
        after = f"?after={quote(cursor)}" if cursor else ""
        headers = {"Authorization": f"Bearer {self._token}"}
        answer = requests.get(address + after, headers=headers, timeout=20)
        answer.raise_for_status()
        return answer.json()

    def _listen(self) -> None:
        while not self._ending.is_set():
            with suppress(AMQPError, OSError):
                self._consume(pika.BlockingConnection(pika.URLParameters(self._place["url"])))
            self._ending.wait(1)

    def _consume(self, connection: pika.BlockingConnection) -> None:
        channel = connection.channel()
        try:
            for method, _properties, body in channel.consume(self._place["queue"], inactivity_timeout=1):
                if method is not None:
                    self._keep("queue", json.loads(body))
                    channel.basic_ack(method.delivery_tag)
                if self._ending.is_set():
                    return
        finally:
            if connection.is_open:
                connection.close()

    def _keep(self, program: str, item: dict[str, Any]) -> None:
        ids = self._ids.setdefault(program, set())
        if item["id"] in ids:
            self.repeats[program] += 1
            return
        ids.add(item["id"])
        reference = item["data"]["reference"]
        if item["type"] != RECORDED or reference in self.heard[program]:
            self.strange.append(f"{program}: {item['type']} of {reference}")
        self.heard[program].setdefault(reference, datetime.now(UTC))
