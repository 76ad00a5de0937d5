"""What can go wrong with processes and servers, each with how it is made and how it is mended."""

import random
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial

import pika
import requests

from tests.chaos.keeper import Keeper
from tests.chaos.line import Line, Weather
from tests.support.servers import PostgreSql, RabbitMq

OUTSIDE = "outside"  # the queue of a listener that is no part of the product
AT_ONCE = (1, 2, 2, 3, 3, 4)  # processes that die together
SEEN_EMPTY = 10  # looks at a queue, one after the other, before it is deleted


def nothing() -> None:
    """Mends itself."""


@dataclass(frozen=True)
class Trouble:
    """`lasts`: seconds from `make` to `heal`. `is_death`: recovery counts from the making, else from the healing.

    `at_rest`: nobody asks for anything while it is made, for it destroys what is under way.
    """

    name: str
    make: Callable[[], None]
    heal: Callable[[], None] = nothing
    lasts: float = 0
    is_death: bool = False
    at_rest: bool = False


@dataclass(frozen=True)
class Applied:
    """A trouble that was, and since when nothing more stood in the way."""

    trouble: Trouble
    made_at: datetime
    healed_at: datetime

    @property
    def since(self) -> datetime:
        return self.made_at if self.trouble.is_death else self.healed_at


def apply(trouble: Trouble) -> Applied:
    """Makes it, lets it last, and heals it."""
    made_at = datetime.now(UTC)
    try:
        trouble.make()
        time.sleep(trouble.lasts)
    finally:
        trouble.heal()
    return Applied(trouble, made_at, datetime.now(UTC))


def processes_killed(keeper: Keeper, chance: random.Random, kills: int) -> list[Trouble]:
    """Some die at once, again and again, until so many have died; now and then they come back armed."""
    everybody = sorted(keeper.apart.processes)

    def burst(size: int) -> Trouble:
        names = chance.sample(everybody, size)
        return Trouble("SIGKILL of processes", lambda: keeper.kill(names), is_death=True)

    bursts = []
    while kills > 0:
        size = min(kills, chance.choice(AT_ONCE))
        bursts.append(burst(size))
        kills -= size
    return bursts


def killed_at_points(keeper: Keeper, chance: random.Random, points: Sequence[str]) -> Trouble:
    """Processes come back armed, and die there, one point after the other, while all else goes on."""

    def arm() -> None:
        keeper.arm(points, chance)
        keeper.kill(keeper.armed())

    return Trouble("SIGKILL at named points", arm, is_death=True)


def server_killed(name: str, server: PostgreSql | RabbitMq) -> Trouble:
    """SIGKILL, and started again half a second later."""
    return Trouble(f"SIGKILL of {name}", server.kill, server.start, lasts=0.5, is_death=True)


def memory_alarm(node: RabbitMq) -> Trouble:
    """The broker takes nothing from anybody."""
    return Trouble(
        "memory alarm of RabbitMQ",
        partial(_set, node, "0.00001"),
        partial(_set, node, "absolute", "1GB"),
        lasts=15,
    )


def queue_deleted(url: str, reader: str) -> Trouble:
    """Somebody deletes the queue of a reader; what would lie in it would be gone, so all is at rest."""

    name = f"samling.{reader}"

    def delete() -> None:
        with pika.BlockingConnection(pika.URLParameters(url)) as connection:
            channel = connection.channel()
            for _ in range(SEEN_EMPTY):
                while channel.queue_declare(name, passive=True).method.message_count:
                    time.sleep(0.2)
                time.sleep(0.2)
            channel.queue_delete(name)

    return Trouble("a queue deleted", delete, is_death=True, at_rest=True)


def binding_deleted(node: RabbitMq, vhost: str) -> Trouble:
    """A listener outside is unbound, and the exchange it listened to deleted."""

    def unbind() -> None:
        if any(
            found["destination"] == OUTSIDE
            for found in node.manage("GET", f"exchanges/{vhost}/samling/bindings/source")
        ):
            node.manage("DELETE", f"bindings/{vhost}/e/samling/q/{OUTSIDE}/%23")
        node.manage("DELETE", f"exchanges/{vhost}/samling")

    def bind() -> None:
        queue = {"durable": True, "arguments": {"x-max-length": 100}}
        node.manage("PUT", f"queues/{vhost}/{OUTSIDE}", queue)
        _patiently(lambda: node.manage("POST", f"bindings/{vhost}/e/samling/q/{OUTSIDE}", {"routing_key": "#"}))

    return Trouble("a binding and its exchange deleted", unbind, bind, lasts=2)


def line_bad(where: str, line: Line, weather: Weather, lasts: float) -> Trouble:
    """The line to one place is bad for a while."""
    return Trouble(f"{where}: {weather}", lambda: line.become(weather), lambda: line.become(Weather.CLEAR), lasts=lasts)


def _set(node: RabbitMq, *watermark: str) -> None:
    node.control("set_vm_memory_high_watermark", *watermark)


def _patiently(act: Callable[[], object]) -> None:
    """The product makes the exchange anew when it next publishes."""
    until = time.monotonic() + 90
    while True:
        try:
            act()
        except (AssertionError, requests.RequestException):
            if time.monotonic() > until:
                raise
            time.sleep(0.5)
        else:
            return
