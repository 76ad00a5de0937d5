"""What somebody who holds a partner's credentials might try, each try by its name."""

from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from typing import Any

import pika
from pika.adapters.blocking_connection import BlockingChannel

from tests.support.servers import RabbitMq

QUEUE = "attendance"


@dataclass(frozen=True)
class Credentials:
    """A partner's own, and what it has heard of another's."""

    node: RabbitMq
    mine: dict[str, Any]
    others: dict[str, Any]

    def do(self, act: Callable[[BlockingChannel], Any]) -> None:
        """Acts over a channel in its own virtual host, and waits for the broker's word on it."""
        with closing(pika.BlockingConnection(pika.URLParameters(self.mine["url"]))) as connection:
            channel = connection.channel()
            channel.confirm_delivery()
            act(channel)

    def enter(self, vhost: str, user: str | None = None) -> None:
        """Connects elsewhere with its own password."""
        url = self.node.url(vhost, user or self.mine["user"], self.mine["password"])
        pika.BlockingConnection(pika.URLParameters(url)).close()

    def steal(self) -> None:
        """Reads the queue of another by its name, from where it may be."""
        self.do(lambda channel: channel.basic_get(f"{self.others['vhost']}/{QUEUE}"))


def _publish(exchange: str, key: str) -> Callable[[Credentials], None]:
    return lambda tried: tried.do(lambda channel: channel.basic_publish(exchange, key, b"{}", mandatory=True))


def _on_channel(act: Callable[[BlockingChannel], Any]) -> Callable[[Credentials], None]:
    return lambda tried: tried.do(act)


REFUSED: dict[str, Callable[[Credentials], None]] = {
    "declare a queue": _on_channel(lambda c: c.queue_declare("mine", durable=True)),
    "declare a queue without a name": _on_channel(lambda c: c.queue_declare("", exclusive=True)),
    "declare its own queue anew": _on_channel(
        lambda c: c.queue_declare(QUEUE, durable=True, arguments={"x-queue-type": "quorum"})
    ),
    "delete its own queue": _on_channel(lambda c: c.queue_delete(QUEUE)),
    "declare an exchange": _on_channel(lambda c: c.exchange_declare("mine")),
    "delete an exchange": _on_channel(lambda c: c.exchange_delete("amq.topic")),
    "bind its queue": _on_channel(lambda c: c.queue_bind(QUEUE, "amq.topic", "#")),
    "unbind its queue": _on_channel(lambda c: c.queue_unbind(QUEUE, "amq.topic", "#")),
    "bind exchanges": _on_channel(lambda c: c.exchange_bind("amq.topic", "amq.fanout")),
    "publish to its own queue": _publish("", QUEUE),
    "publish to another queue": _publish("", "samling.partners"),
    "publish to a topic exchange": _publish("amq.topic", "attendance.recorded.v1"),
    "publish to a fan-out exchange": _publish("amq.fanout", ""),
    "publish to the log of the broker": _publish("amq.rabbitmq.log", "info"),
    "ask for a queue of the product": _on_channel(lambda c: c.queue_declare("samling.partners", passive=True)),
    "ask for an exchange of the product": _on_channel(lambda c: c.exchange_declare("samling", passive=True)),
    "read a queue of the product": _on_channel(lambda c: c.basic_get("samling.partners")),
    "consume a queue of the product": _on_channel(lambda c: c.basic_consume("samling.registrations", print)),
    "purge a queue of the product": _on_channel(lambda c: c.queue_purge("samling.dead")),
    "read another partner's queue from its own place": lambda tried: tried.steal(),
    "enter another partner's place": lambda tried: tried.enter(tried.others["vhost"]),
    "enter the place of the product": lambda tried: tried.enter("/"),
    "enter a place that is not there": lambda tried: tried.enter("nowhere"),
    "enter as another partner": lambda tried: tried.enter(tried.others["vhost"], tried.others["user"]),
}

# those that wider permissions would allow
IN_ITS_OWN_PLACE = (
    "declare a queue",
    "declare an exchange",
    "bind its queue",
    "bind exchanges",
    "publish to its own queue",
)
