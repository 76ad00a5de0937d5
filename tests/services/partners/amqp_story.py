"""The service `partners` with a broker for partners: a management API that is played, and queues that are lists."""

import json
import random
from pathlib import Path
from typing import Any

from services.partners.jobs.publish_amqp import AmqpPublisher, Entries
from services.partners.partner_messages import as_told
from services.partners.service import build
from services.partners.settings import Settings
from tests.services.partners.management_api import ManagementApi
from tests.services.partners.story import Story
from tests.support.one_service import OneService

BROKER = "amqp://publisher:pub@broker.example.org:5671/ignored?heartbeat=30"


class AmqpStory(Story):
    def __init__(self, folder: Path, api: ManagementApi, broker: str = BROKER) -> None:
        self.api = api
        settings = Settings(
            partners_database_url=f"sqlite:///{(folder / 'amqp.sqlite3').as_posix()}",
            samling_partner_broker_url=broker,
            samling_broker_management_url=api.url,
            partner_queue_length=50,
        )
        OneService.__init__(self, lambda runtime: build(settings, runtime))

    def subscribes(self, partner: str, **options: Any) -> Any:
        return self.call("POST", f"/partners/{partner}/amqp", {}, role="owner", **options)

    def leaves(self, partner: str) -> Any:
        return self.call("DELETE", f"/partners/{partner}/amqp", role="owner")

    def state(self, partner: str) -> Any:
        return self.call("GET", f"/partners/{partner}/amqp").json


class Queues:
    """Takes entries as a broker would; `takes` says how many of a window, by partner."""

    def __init__(self, story: Story, window: int = 500) -> None:
        self.held: dict[str, list[dict[str, Any]]] = {}
        self.takes: dict[str, int] = {}
        self.away: set[str] = set()
        self.dies = False
        self.publisher = AmqpPublisher(story.service.database, self.publish, random.Random(7), window=window)
        self._story = story

    def publish(self, partner: str, entries: Entries) -> int:
        if partner in self.away:
            raise OSError("no connection")
        taken = min(len(entries), self.takes.get(partner, len(entries)))
        self.held.setdefault(partner, []).extend(
            json.loads(as_told(partner, entry.position, entry.body)) for entry in entries[:taken]
        )
        if self.dies:
            self.dies = False
            raise KeyboardInterrupt  # what passes every `except Exception`, as the end of the process does
        return taken

    def settle(self) -> None:
        while self.publisher.run_once(self._story.clock.now()):
            pass

    def numbers(self, partner: str) -> list[int]:
        """Places in the log of what the queue got, in the order it got them."""
        return [int(message["sequence"]) for message in self.held.get(partner, [])]
