"""A product in this process on real PostgreSQL and RabbitMQ: its databases copied from migrated ones."""

import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import make_url

from services import SERVICES
from shared.broker import Broker, Outgoing, Receive
from shared.broker.rabbitmq import RabbitMqBroker
from tests.support.servers import PostgreSql, RabbitMq


class CountedBroker:
    """A broker that can be asked whether anything is still on its way to a reader of this process."""

    def __init__(self, broker: Broker) -> None:
        self._broker = broker
        self._guard = threading.Lock()
        self._arrived = threading.Condition(self._guard)
        self._under_way = 0
        self._received = 0

    def is_open(self) -> bool:
        return self._broker.is_open()

    def publish(self, window: Sequence[Outgoing]) -> Mapping[int, set[str]]:
        confirmed = self._broker.publish(window)
        with self._guard:
            self._under_way += sum(len(readers) for readers in confirmed.values())
        return confirmed

    def subscribe(self, reader: str, receive: Receive) -> None:
        def counted(bodies: Sequence[str | bytes]) -> int:
            stored = receive(bodies)
            with self._arrived:
                self._under_way -= len(bodies)
                self._received += len(bodies)
                self._arrived.notify_all()
            return stored

        self._broker.subscribe(reader, counted)

    def wait_until_all_arrived(self) -> bool:
        """False if nothing was under way."""
        with self._arrived:
            if self._under_way <= 0:
                return False
            assert self._arrived.wait_for(lambda: self._under_way <= 0, timeout=20), "messages were lost on the way"
            return True

    def wait_for(self, deliveries: int) -> None:
        """Until so many have come in since the beginning, whoever sent them."""
        with self._arrived:
            assert self._arrived.wait_for(lambda: self._received >= deliveries, timeout=60), f"{self._received} came"
            self._under_way = 0

    def start(self) -> None:
        self._broker.start()

    def faults(self) -> dict[str, str]:
        return self._broker.faults()

    def close(self) -> None:
        self._broker.close()


@dataclass(frozen=True)
class Parts:
    """What one product runs on: databases and a virtual host of its own."""

    settings: Mapping[str, str]
    broker_url: str

    def broker(self) -> CountedBroker:
        return CountedBroker(RabbitMqBroker(self.broker_url))


class FullWay:
    """Servers that products share; each gets fresh databases, copied from migrated ones."""

    def __init__(self, postgresql: PostgreSql, rabbitmq: RabbitMq) -> None:
        self._postgresql = postgresql
        self._rabbitmq = rabbitmq
        self._like: dict[str, str] = {}

    def parts(self) -> Parts:
        urls = {name: self._postgresql.new_database(like=self._like.get(name)) for name in SERVICES}
        settings = {f"{name.upper()}_DATABASE_URL": url for name, url in urls.items()}
        return Parts(settings, self._rabbitmq.new_vhost())

    def copy_from(self, migrated: Parts) -> None:
        """From now on databases begin as these are; nobody may be connected to them any more."""
        for name in SERVICES:
            self._like[name] = make_url(migrated.settings[f"{name.upper()}_DATABASE_URL"]).database or ""
