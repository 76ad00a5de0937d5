"""W3 beside peers: from a publisher to a subscriber of the same framework, and ours from the door to the partner.

nameko and FastStream publish outside any transaction: a crash between commit and publish loses what they would have
said. They are nearer to the limit than to ours, which is HTTP, a transaction, an outbox, consents, a log and a relay.
"""

import json
from collections.abc import Callable
from typing import Any

from bench.check_in import DIRECT, OURS, STEADY, Direct, Heard, Numbers, Ours, Side
from bench.findings import Findings, Goal, Table
from bench.measure import Sample, in_turn, median, ratio
from bench.peers.environment import Environment
from bench.peers.ground import PeerGround, undisturbed
from tests.support.servers.parts import wait_until

PEERS = Environment("peers")
SUBSCRIBERS = {
    "nameko": ("nameko", "run", "bench.peers.with_nameko"),
    "faststream": ("faststream", "run", "bench.peers.with_faststream:app"),
}


class Peer(Side):
    """A subscriber that runs as its framework runs it, and a publisher."""

    def __init__(self, ground: PeerGround, name: str, parts: dict[str, list[int]]) -> None:
        self.name, file = PEERS.version(name), ground.folder / f"heard-{name}"
        file.touch()
        settings = {"PEER_BROKER": ground.rabbitmq.new_vhost(), "PEER_FILE": str(file)}
        broker = ("--broker", settings["PEER_BROKER"]) if name == "nameko" else ()
        subscriber = ground.peer(PEERS, *SUBSCRIBERS[name], *broker, settings=settings)
        self._publisher = ground.publisher(PEERS, f"bench.peers.with_{name}", settings)
        self.heard, self.numbers = Heard(file), Numbers()
        self.parts = parts | {"subscriber": [subscriber.pid], "publisher": [self._publisher.pid]}
        vhost = settings["PEER_BROKER"].rpartition("/")[2]
        wait_until(lambda: ground.rabbitmq.manage("GET", f"consumers/{vhost}"), AssertionError)

    def act(self, numbers: range, rate: float | None) -> None:
        assert self._publisher.stdin
        assert self._publisher.stdout
        self._publisher.stdin.write(f"{numbers.start} {len(numbers)} {rate or 0}\n")
        self.numbers.due.update(zip(numbers, json.loads(self._publisher.stdout.readline()), strict=True))


def measure(ground: PeerGround, *, full: bool) -> Findings:
    """Latency at a steady rate, then as fast as it goes."""
    rounds, steady, many = (5, 600, 4000) if full else (2, 200, 500)
    PEERS.install()
    ground.rabbitmq, ground.postgresql  # noqa: B018 - up before their processes are looked for
    parts = ground.server_pids()
    peers = [Peer(ground, name, parts) for name in SUBSCRIBERS]
    ours = Ours(ground, (rounds + 1) * (steady + many) + 1000, parts)

    def in_rounds(number: int, rate: float | None) -> dict[str, list[Sample]]:
        return in_turn({name: lambda one=one: one.round(number, rate) for name, one in sides.items()}, rounds)  # type: ignore[misc]

    with undisturbed():  # before a connection of this process opens: none would live through a long wait
        sides: dict[str, Side] = {peer.name: peer for peer in peers} | {OURS: ours, DIRECT: Direct(ground, parts)}
        for side in sides.values():
            side.round(100, STEADY)  # warms up
        slow, fast = in_rounds(steady, STEADY), in_rounds(many, None)
    return _told(slow, fast, [peer.name for peer in peers])


def _told(slow: dict[str, list[Sample]], fast: dict[str, list[Sample]], peers: list[str]) -> Findings:
    rows: list[list[Any]] = [
        [
            name,
            median(slow[name], lambda s: s.quantile(0.5)),
            median(slow[name], lambda s: s.quantile(0.99)),
            median(slow[name], lambda s: s.cost()),
            median(fast[name], lambda s: s.rate),
            median(fast[name], lambda s: s.cost()),
        ]
        for name in slow
    ]
    columns = ("who", f"p50 ms at {STEADY}/s", "p99 ms", "CPU ms each", "a second, flat out", "CPU ms each")
    goals = [Goal(f"p50 beside {name}", ratio(slow[OURS], slow[name], _p50), 3, at_most=True) for name in peers]
    return Findings("W3 beside peers: a check-in heard", [Table("From sent to heard:", columns, rows)], goals)


_p50: Callable[[Sample], float] = lambda sample: sample.quantile(0.5)  # noqa: E731
