"""The service `partners` with a real RabbitMQ for partners, and what a partner's program does there."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pika
from pika.exceptions import AMQPError

from services.partners.service import build
from services.partners.settings import Settings
from shared.ids import random_ids
from tests.services.partners.story import Story
from tests.support.one_service import OneService
from tests.support.servers import RabbitMq
from tests.support.servers.parts import wait_until

LONGEST = 40  # messages in a queue


class FeedStory(Story):
    """The service `partners` with a real broker for partners; its loops publish whenever something is heard."""

    def __init__(self, folder: Path, node: RabbitMq) -> None:
        self.node = node
        settings = Settings(
            partners_database_url=f"sqlite:///{(folder / 'partners.sqlite3').as_posix()}",
            samling_partner_broker_url=f"amqp://{node.host}:{node.port}",
            samling_broker_management_url=node.management_url,
            partner_queue_length=LONGEST,
        )
        OneService.__init__(self, lambda runtime: build(settings, runtime))
        self.ids = random_ids  # one node serves many stories, and partners' names there are made of their ids

    def end(self) -> None:
        """Leaves nothing at the node."""
        for partner in self.call("GET", "/partners").json["items"]:
            self.call("DELETE", f"/partners/{partner['id']}/amqp", role="owner")
        self.service.close()

    def subscribes(self, partner: str) -> dict[str, Any]:
        answer = self.call("POST", f"/partners/{partner}/amqp", {}, role="owner")
        assert answer.status_code == 201, answer.json
        given: dict[str, Any] = answer.json
        self.settle()
        return given

    def attend(self, partner: str, *numbers: int) -> None:
        with self.together():
            for number in numbers:
                self.attends(f"par_{number}", {partner: 5}, attendance=f"att_{partner}_{number}")

    def later(self) -> None:
        """Feeds that failed are tried again."""
        self.clock.advance(timedelta(minutes=6))
        self.settle()

    def queue(self, given: dict[str, Any]) -> str:
        return f"queues/{quote(given['vhost'], safe='')}/{given['queue']}"


def begun(folder: Path, node: RabbitMq) -> FeedStory:
    """One network with one event."""
    story = FeedStory(folder, node)
    with story.together():
        story.network()
        story.event()
    return story


def read_all(url: str) -> list[dict[str, Any]]:
    """Takes and acknowledges all that the queue holds."""
    taken = []
    with connected(url) as channel:
        while True:
            method, properties, body = channel.basic_get("attendance")
            if method is None:
                return taken
            assert properties.content_type == "application/cloudevents+json"
            taken.append(json.loads(body))
            channel.basic_ack(method.delivery_tag)


def numbers(messages: list[dict[str, Any]]) -> list[int]:
    return [int(message["sequence"]) for message in messages]


@contextmanager
def connected(url: str) -> Iterator[Any]:
    connection = pika.BlockingConnection(pika.URLParameters(url))
    try:
        yield connection.channel()
    finally:
        if connection.is_open:
            connection.close()


def was_thrown_out(channel: Any) -> bool:
    """Reads until the broker ends it."""

    def ended() -> bool:
        try:
            channel.basic_get("attendance")
        except AMQPError:
            return True
        return False

    wait_until(ended, ())
    return True


def can_connect(url: str) -> bool:
    try:
        pika.BlockingConnection(pika.URLParameters(url)).close()
    except AMQPError:
        return False
    return True
