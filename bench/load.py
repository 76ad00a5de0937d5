"""Sends HTTP requests over kept connections from one thread, so cheaply that what answers is what is measured."""

import selectors
import socket
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import urlsplit


@dataclass
class Answered:
    """How requests were answered: how many with which status, milliseconds of each, wall seconds, bytes received."""

    statuses: Counter[int] = field(default_factory=Counter)
    took: list[float] = field(default_factory=list)
    seconds: float = 0.0
    received: int = 0


def request(method: str, url: str, body: bytes = b"", **headers: str) -> bytes:
    """One request as it goes over the wire; names of headers are written with _ for -."""
    parts = urlsplit(url)
    path = parts.path + (f"?{parts.query}" if parts.query else "")
    lines = [f"{method} {path} HTTP/1.1", f"Host: {parts.netloc}"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    if body:
        lines += ["Content-Type: application/json", f"Content-Length: {len(body)}"]
    return "\r\n".join([*lines, "", ""]).encode() + body


def send(
    address: tuple[str, int],
    requests: Iterator[bytes],
    *,
    connections: int = 4,
    seconds: float = 30.0,
    rate: float | None = None,
) -> Answered:
    """Sends until requests or time run out. Without `rate` each connection asks again as soon as it is answered.

    With `rate`, requests a second, milliseconds count from the instant at which a request was due, so that one that had
    to wait for a free connection counts its wait.
    """
    return _Load(address, requests, connections, seconds, rate).run()


class _Load:
    def __init__(
        self, address: tuple[str, int], requests: Iterator[bytes], connections: int, seconds: float, rate: float | None
    ) -> None:
        self._address = address
        self._requests = requests
        self._seconds = seconds
        self._interval = 1 / rate if rate else 0.0
        self._sent = 0
        self._answered = Answered()
        self._selector = selectors.DefaultSelector()
        self._free = [socket.create_connection(address) for _ in range(connections)]
        self._all = list(self._free)
        for one in self._all:
            one.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._began_at: dict[int, float] = {}
        self._got: dict[int, bytearray] = {}

    def run(self) -> Answered:
        self._start = time.perf_counter()
        self._until = self._start + self._seconds
        more = True
        while more or self._began_at:
            while more and self._free and self._wait() <= 0:
                more = self._send_next()
            timeout = max(0.0, self._wait()) if more and self._free else 30.0
            for key, _ in self._selector.select(timeout):
                self._receive(key.fileobj)  # type: ignore[arg-type]
            more = more and time.perf_counter() < self._until
        self._answered.seconds = time.perf_counter() - self._start
        for one in self._all:
            one.close()
        self._selector.close()
        return self._answered

    def _wait(self) -> float:
        return self._start + self._sent * self._interval - time.perf_counter() if self._interval else 0.0

    def _send_next(self) -> bool:
        text = next(self._requests, None)
        if text is None:
            return False
        one = self._free.pop()
        began = self._start + self._sent * self._interval if self._interval else time.perf_counter()
        self._sent += 1
        self._began_at[one.fileno()] = began
        self._got[one.fileno()] = bytearray()
        self._selector.register(one, selectors.EVENT_READ)
        one.sendall(text)
        return True

    def _receive(self, one: socket.socket) -> None:
        got = self._got[one.fileno()]
        arrived = one.recv(262144)
        if not arrived:
            raise ConnectionError("the server closed a connection")
        got += arrived
        if not _is_whole(got):
            return
        self._answered.took.append((time.perf_counter() - self._began_at.pop(one.fileno())) * 1000)
        self._answered.statuses[int(got[9:12])] += 1
        self._answered.received += len(got)
        self._selector.unregister(one)
        if b"\r\nconnection: close" in got[:2000].lower():  # as waitress says after each 304
            one.close()
            self._all.remove(one)
            one = socket.create_connection(self._address)
            one.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self._all.append(one)
        self._free.append(one)


def _is_whole(got: bytearray) -> bool:
    end = got.find(b"\r\n\r\n")
    if end < 0:
        return False
    head = bytes(got[:end]).lower()
    if head[9:12] in (b"204", b"304"):
        return True
    start = head.find(b"\r\ncontent-length:")
    if start >= 0:
        return len(got) - end - 4 >= int(head[start + 17 :].split(b"\r\n", 1)[0])
    return got.endswith(b"0\r\n\r\n")
