"""What pretix is asked: orders, check-ins each of which calls a webhook, pages; and what receives the webhooks."""

import threading
import time
from collections import Counter
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import psycopg

from bench.load import send
from bench.measure import Sample, metered
from bench.peers.ground import PeerGround
from bench.peers.pretix_server import Pretix
from tests.support.process import free_port

COPY = """
INSERT INTO {table} SELECT (jsonb_populate_record(o, jsonb_build_object({changed}))).*
FROM {table} o, generate_series(1, {many}) n WHERE o.id = (SELECT min(id) FROM {table})
"""
ORDER = "'id', 1000000 + n, 'code', 'Z' || n, 'secret', 'z' || n"
POSITION = "'id', 1000000 + n, 'order_id', 1000000 + n, 'secret', 'z' || n, 'pseudonymization_id', 'Z' || n"


class Webhooks:
    """Takes what pretix posts and keeps the instants."""

    def __init__(self) -> None:
        self.came: list[float] = []
        self.arrived = threading.Condition()
        outer = self

        class Receiver(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                at = time.time()
                self.rfile.read(int(self.headers["Content-Length"]))
                with outer.arrived:
                    outer.came.append(at)
                    outer.arrived.notify_all()
                self.send_response(200)
                self.end_headers()

            def log_message(self, *_: Any) -> None:
                """Says nothing."""

        self.port = free_port()
        server = ThreadingHTTPServer(("127.0.0.1", self.port), Receiver)
        threading.Thread(target=server.serve_forever, daemon=True).start()

    def wait_for(self, number: int) -> float:
        """The instant at which so many had come."""
        with self.arrived:
            assert self.arrived.wait_for(lambda: len(self.came) >= number, timeout=60), "a webhook never came"
            return self.came[number - 1]


class Side:
    """pretix with what it is asked."""

    def __init__(self, ground: PeerGround) -> None:
        self.hooks = Webhooks()
        self.pretix = Pretix(ground, webhook_port=self.hooks.port)
        self.statuses: Counter[int] = Counter()  # of what was asked last
        self._sold = 0

    def orders(self, number: int, connections: int) -> Sample:
        requests = [self.pretix.order(place) for place in range(number)]
        sample = self._sent(iter(requests), connections)
        self._sold += self.statuses[201]
        return sample

    def limit_to(self, more: int) -> None:
        """Leaves so many seats."""
        path = f"events/evening/quotas/{self.pretix.made['quota']}/"
        self.pretix.ask("PATCH", path, {"size": self._sold + more})

    def check_ins(self, number: int) -> tuple[Sample, list[float]]:
        """One after the other, each once the webhook of the one before came; also milliseconds until its webhook."""
        found = self.pretix.ask("GET", f"events/evening/orderpositions/?page_size={number}")["results"]
        waits: list[float] = []
        began = 0.0

        def each() -> Iterator[bytes]:
            nonlocal began
            for place, position in enumerate(found):
                if place:
                    waits.append(1000 * (self.hooks.wait_for(place) - began))
                began = time.time()
                yield self.pretix.redeem(position["secret"])
            waits.append(1000 * (self.hooks.wait_for(len(found)) - began))

        return self._sent(each(), 1), waits

    def grow(self, many: int) -> None:
        """Copies one order so many times."""
        with psycopg.connect(self.pretix.database, autocommit=True) as connection:
            for table, changed in (("pretixbase_order", ORDER), ("pretixbase_orderposition", POSITION)):
                connection.execute(COPY.format(table=table, changed=changed, many=many))
            connection.execute("VACUUM ANALYZE")

    def pages(self, kind: str, number: int, times: int) -> Sample:
        sample = self._sent(iter([self.pretix.page(kind, number)] * times), 1)
        assert set(self.statuses) == {200}, self.statuses
        return sample

    def _sent(self, requests: Iterator[bytes], connections: int) -> Sample:
        with metered(self.pretix.parts()) as sample:
            answered = send(self.pretix.address, requests, connections=connections, seconds=120)
        sample.done, sample.took = len(answered.took), answered.took
        self.statuses = answered.statuses
        return sample
