"""W2 beside peers: an invitation by mail with a calendar file for each member, stored, queued, sent and marked.

Celery and dramatiq with two processes each and publisher confirms; everybody hands over to the same sink.
"""

import time
from collections.abc import Callable

import psycopg

from bench.fan_out_ground import MAIL, Limit, Product
from bench.findings import Findings, Goal, Table
from bench.limits import fan_out as limit
from bench.measure import Sample, in_turn, median, metered, ratio
from bench.peers.environment import Environment
from bench.peers.ground import PeerGround, undisturbed
from bench.sinks import MailSink, TextSink

PEERS = Environment("peers")
WORKERS = {
    "celery": ("celery", "-A", "bench.peers.with_celery", "worker", "-c", "2", "-l", "warning"),
    "dramatiq": ("dramatiq", "bench.peers.with_dramatiq", "-p", "2"),
}
MUCH_FASTER = 12


class Peer:
    """A task queue with its workers, and a publisher that sends a task for each member."""

    def __init__(self, ground: PeerGround, sink: MailSink, name: str) -> None:
        self._ground, self._sink, self.name = ground, sink, PEERS.version(name)
        self._database = ground.postgresql.new_database()
        with psycopg.connect(self._database, autocommit=True) as connection:
            connection.execute(limit.SCHEMA)
        settings = {
            "PEER_DATABASE": self._database,
            "PEER_BROKER": ground.rabbitmq.new_vhost(),
            "PEER_SMTP_PORT": str(sink.port),
        }
        self._worker = ground.peer(PEERS, *WORKERS[name], settings=settings)
        self._publisher = ground.publisher(PEERS, f"bench.peers.with_{name}", settings)
        self._networks = 0

    def invite(self, people: int) -> Sample:
        self._networks += 1
        with psycopg.connect(self._database, autocommit=True) as connection:
            connection.execute(limit.MEMBERS, {"network": self._networks, "people": people})
            connection.execute("VACUUM ANALYZE")
        self._sink.reset()
        parts = {"workers": [self._worker.pid], "publisher": [self._publisher.pid]}
        with metered(self._ground.server_pids() | parts) as sample:
            assert self._publisher.stdin
            began = time.time()
            self._publisher.stdin.write(f"{self._networks}\n")
            last = self._sink.wait_for(people)
        sample.done, sample.seconds = people, last - began
        return sample


def measure(ground: PeerGround, *, full: bool) -> Findings:
    """Each in turn; ours and the limit with more people, since theirs is over before it can be measured well."""
    few, many, rounds = (4_000, 30_000, 3) if full else (400, 2_000, 2)
    PEERS.install()
    mail, text = MailSink(ground), TextSink(ground, 50)
    peers = [Peer(ground, mail, name) for name in WORKERS]
    limit, ours = Limit(ground, mail), Product(ground, mail, text, workers=2)
    sides: dict[str, Callable[[int], Sample]] = {peer.name: peer.invite for peer in peers}
    sides |= {"Samling": lambda people: ours.invite(MAIL, people, urgent=False)[0], "the limit": limit.invite}
    for invite in sides.values():
        invite(200)  # warms up

    def round_of(name: str) -> Sample:
        return sides[name](many if name in ("Samling", "the limit") else few)

    with undisturbed():
        found = in_turn({name: lambda name=name: round_of(name) for name in sides}, rounds)  # type: ignore[misc]
    rows = [
        [name, samples[0].done, median(samples, lambda s: s.rate), median(samples, lambda s: s.cost()), _parts(samples)]
        for name, samples in found.items()
    ]
    columns = ("who", "people", "a second", "CPU ms each", "of which")
    goals = [Goal(f"mails a second beside {peer.name}", _times(found, peer.name), MUCH_FASTER) for peer in peers]
    return Findings(
        "W2 beside peers: invitations by mail", [Table("Stored, queued, sent, marked:", columns, rows)], goals
    )


def _times(found: dict[str, list[Sample]], peer: str) -> float:
    return ratio(found["Samling"], found[peer], lambda sample: sample.rate)


def _parts(samples: list[Sample]) -> str:
    return ", ".join(f"{part} {median(samples, lambda s, part=part: s.cost(part)):.2f}" for part in samples[0].cpu)  # type: ignore[misc]
