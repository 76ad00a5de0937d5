"""What a fan-out is measured on: the product with sinks in place of the world, and the limit with the same sinks."""

import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from operator import itemgetter
from typing import Any

import pika
import psutil
import psycopg

from bench import members
from bench.ground import Ground, pids
from bench.limits import fan_out as limit
from bench.measure import Sample, metered
from bench.sinks import MailSink, Sink, TextSink
from tests.support.process import free_port

MAIL, TEXT = "email", "sms"
URGENT, FIRST_URGENT = 3, 999_001  # people who answer during a fan-out
CALLS = 64  # to the SMS provider at the same time
ONLY = [(service, role) for service in ("events", "registrations") for role in ("http", "worker")]
ONLY += [("notifications", "http"), ("notifications", "worker"), ("partners", "worker")]
PATIENCE = 900.0
SAID = """
SELECT o.subject, o.written_at FROM outbox o JOIN registrations r ON r.id = o.subject
WHERE r.participant_id LIKE %s || '%%' AND o.type = 'registration.changed.v1' ORDER BY o.position
"""
HEARD = "SELECT subject, received_at, done_at FROM inbox WHERE subject = ANY(%s) AND type = 'registration.changed.v1'"
OWED = """
SELECT created_at, sending_since, sent_at FROM notifications
WHERE participant_id LIKE %s || '%%' AND occasion = 'confirmed' ORDER BY created_at
"""
SERVICES = ("events", "registrations", "notifications", "partners")


class Product:
    """Samling, one process per service and role, and as many more workers of notifications as are asked for."""

    def __init__(self, ground: Ground, mail: MailSink, text: TextSink, *, workers: int) -> None:
        self._ground = ground
        self._sinks: dict[str, Sink] = {MAIL: mail, TEXT: text}
        settings = {
            "SMTP_URL": f"smtp://127.0.0.1:{mail.port}/?tls=none",
            "TWILIO_API_BASE_URL": f"http://127.0.0.1:{text.port}",
            "SMS_PARALLEL": str(CALLS),
        }
        self.apart = ground.product(settings, only=ONLY)
        for number in range(2, workers + 1):
            self._one_more(f"worker {number}", settings)
        self._networks = 0
        self.hops: list[list[list[float]]] = []

    def invite(self, channel: str, people: int, *, urgent: bool = True) -> tuple[Sample, list[float]]:
        """Publishes an event of a network with so many members; also how long each urgent word took meanwhile."""
        sink = self._sinks[channel]
        hurried = self._hurried(channel) if urgent else None
        event = self._event(self._network(channel, people, "person")[0])
        sink.reset()
        waits: list[float] = []
        with metered(self._parts()) as sample:
            began = time.time()
            self._do("POST", f"events/events/{event}/publish", {"invite": "now"})
            if hurried:
                waits = self._hurry(sink, *hurried, people)
            last = sink.wait_for(people + len(waits))
        sample.done, sample.seconds = people, last - began
        self._until(lambda: self._pending() == 0)
        return sample, waits

    def memory(self) -> str:
        """MiB that each worker holds now."""
        held = {
            f"{service} {role}": psutil.Process(process.pid).memory_info().rss / 2**20
            for (service, role), process in self.apart.processes.items()
            if role.startswith("worker") and service in SERVICES[:3]
        }
        return ", ".join(f"{name} {size:.0f}" for name, size in held.items())

    # Somebody answers meanwhile

    def _hurried(self, channel: str) -> tuple[str, str]:
        """An event whose few members were told of it a moment ago, and what their ids begin with."""
        sink = self._sinks[channel]
        network, kind = self._network(channel, URGENT, "urgent", first=FIRST_URGENT)
        event = self._event(network)
        sink.reset()
        self._do("POST", f"events/events/{event}/publish", {"invite": "now"})
        sink.wait_for(URGENT)
        return event, kind

    def _hurry(self, sink: Sink, event: str, kind: str, people: int) -> list[float]:
        """Seconds from an answer until she is told so: at one, three and five sevenths of the fan-out."""
        waits = []
        for number in range(URGENT):
            enough = people * (1 + 2 * number) // (2 * URGENT + 1)
            self._until(lambda enough=enough: sink.look()["taken"] >= enough)
            began = time.time()
            body = {"participant_id": f"{kind}{FIRST_URGENT + number:010d}", "answer": "accepted"}
            self._do("POST", f"registrations/events/{event}/registrations", body)
            self._until(lambda number=number: len(sink.look()["urgent"]) > number)
            waits.append(max(sink.look()["urgent"].values()) - began)
        self.hops.append(self._hops(kind))
        return waits

    def _hops(self, kind: str) -> list[list[float]]:
        """Of each hurried word: seconds from said to heard, heard to handled, owed to claimed, claimed to recorded."""
        said = dict(self._all("registrations", SAID, kind))
        heard = {row[0]: row[1:] for row in self._all("notifications", HEARD, list(said))}
        owed = self._all("notifications", OWED, kind)
        found = []
        for (subject, at), (created, claimed, sent) in zip(sorted(said.items(), key=itemgetter(1)), owed, strict=False):
            received, done = heard[subject]
            steps = (at, received, done, created, claimed, sent)
            found.append([(b - a).total_seconds() for a, b in pairwise(steps)])
        return found

    # What it all needs

    def _network(self, channel: str, people: int, name: str, first: int = 1) -> tuple[str, str]:
        self._networks += 1
        body = {
            "name": "Network",
            "slug": f"network-{self._networks}",
            "timezone": "Europe/Oslo",
            "country": "NO",
            "languages": ["nb", "en", "ar"],
            "signature": "Network",
            "sending": "on",
            "quiet_hours": None,
        }
        network: str = self._do("POST", "events/networks", body)["id"]
        for service in ("registrations", "notifications"):
            self._until(
                lambda service=service: self._ask(service, "SELECT 1 FROM known_networks WHERE id = %s", network)
            )  # type: ignore[misc]
        kind = f"par_{self._networks}_"
        members.join(self._urls, network, first, people, channel=channel, kind=kind, name=name)
        return network, kind

    def _event(self, network: str) -> str:
        starts = datetime.now(UTC) + timedelta(days=10)
        body = {
            "network_id": network,
            "title": {"nb": "Samling", "en": "Gathering", "ar": "لقاء"},
            "starts_at": starts.isoformat(),
            "ends_at": (starts + timedelta(hours=2)).isoformat(),
            "timezone": "Europe/Oslo",
            "place": {"name": "Biblioteket", "address": "Storgata 1"},
        }
        event: str = self._do("POST", "events/events", body)["id"]
        return event

    def _do(self, method: str, path: str, body: Any) -> Any:
        answer = self.apart.call(method, path, body, role="organiser")
        assert answer.status_code < 400, answer.text
        return answer.json()

    def _ask(self, service: str, query: str, *values: object) -> Any:
        with psycopg.connect(self._urls[service], autocommit=True) as connection:
            row = connection.execute(query, values).fetchone()  # type: ignore[call-overload]
        return row[0] if row else None

    def _all(self, service: str, query: str, *values: object) -> list[Any]:
        with psycopg.connect(self._urls[service], autocommit=True) as connection:
            return connection.execute(query, values).fetchall()  # type: ignore[call-overload, no-any-return]

    def _pending(self) -> int:
        left = "SELECT count(*) FROM notifications WHERE due_at < now() + interval '5 minutes'"
        return int(self._ask("notifications", left))

    @property
    def _urls(self) -> dict[str, str]:
        return {name: self.apart.settings[f"{name.upper()}_DATABASE_URL"] for name in SERVICES}

    def _until(self, is_so: Callable[[], Any]) -> None:
        until = time.monotonic() + PATIENCE
        while not is_so():
            assert time.monotonic() < until, "it never came to be so"
            time.sleep(0.02)

    def _parts(self) -> dict[str, list[int]]:
        parts = self._ground.server_pids()
        for service in SERVICES:
            parts[service] = pids(self.apart, *(name for name in self.apart.processes if name[0] == service))
        return parts

    def _one_more(self, role: str, settings: dict[str, str]) -> None:
        name = ("notifications", role)
        self.apart.ports[name] = free_port()
        environment = self.apart._environment("notifications", "worker") | settings
        environment |= {"SAMLING_METRICS_PORT": str(self.apart.ports[name])}
        self.apart._launch(name, [sys.executable, "-m", "services.notifications", "worker"], environment)


class Limit:
    """Two workers and a publisher on a table and a queue of their own."""

    def __init__(self, ground: Ground, sink: MailSink) -> None:
        self._ground, self._sink = ground, sink
        self._database, self._broker = ground.postgresql.new_database(), ground.rabbitmq.new_vhost()
        self._networks = 0
        with psycopg.connect(self._database, autocommit=True) as connection:
            connection.execute(limit.SCHEMA)
        with pika.BlockingConnection(pika.URLParameters(self._broker)) as connection:
            queue = {"x-queue-type": "quorum"}
            connection.channel().queue_declare(limit.QUEUE, durable=True, arguments=queue)
        arguments = ("worker", self._database, self._broker, str(sink.port))
        self._workers = [ground.program("bench.limits.fan_out", *arguments) for _ in range(2)]

    def invite(self, people: int) -> Sample:
        """The same for the limit."""
        self._networks += 1
        with psycopg.connect(self._database, autocommit=True) as connection:
            connection.execute(limit.MEMBERS, {"network": self._networks, "people": people})
            connection.execute("VACUUM ANALYZE")
        self._sink.reset()
        parts = self._ground.server_pids() | {"workers": [worker.pid for worker in self._workers]}
        arguments = (self._database, self._broker, str(self._networks))
        publisher = self._ground.program("bench.limits.fan_out", "publisher", *arguments)
        with metered(parts | {"publisher": [publisher.pid]}) as sample:
            began = time.time()
            assert publisher.stdin
            publisher.stdin.write("go\n")
            last = self._sink.wait_for(people)
        sample.done, sample.seconds = people, last - began
        return sample
