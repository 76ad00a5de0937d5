"""Publishes windows of messages over one connection and waits for the confirm of every one of them."""

import threading
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import pika
import structlog
from pika.channel import Channel
from pika.spec import Basic

from shared import crash_points
from shared.broker import Outgoing
from shared.broker.rabbitmq.addresses import CONNECTING, Addresses
from shared.broker.rabbitmq.topology import LISTENERS, queue_name

_log = structlog.get_logger(__name__)

LONGEST_PAUSE = 5.0  # seconds between attempts to connect
COPY = ""  # stands for the listeners outside where a reader's name is asked for


class Unavailable(Exception):
    """The broker takes nothing now; what was to be published stays in the outbox."""


@dataclass(eq=False)
class _Window:
    """What was handed over together."""

    messages: Sequence[Outgoing]
    confirmed: dict[int, set[str]]
    waits_for: set[int] = field(default_factory=set)
    over: threading.Event = field(default_factory=threading.Event)


@dataclass(frozen=True)
class _UnderWay:
    window: _Window
    position: int
    reader: str


class Publisher:
    """Keeps a connection in a thread of its own; `publish` may be called from any thread.

    `queue` names the queue of a reader; public messages are copied to the exchange `listeners`, if there is one.
    """

    def __init__(
        self,
        addresses: Addresses,
        *,
        patience: float,
        queue: Callable[[str], str] = queue_name,
        listeners: str | None = LISTENERS,
    ) -> None:
        self._addresses = addresses
        self._patience = patience
        self._queue = queue
        self._listeners = listeners
        self._guard = threading.Lock()
        self._thread: threading.Thread | None = None
        self._handed: set[_Window] = set()  # what callers wait for
        self._settled = threading.Event()  # an attempt to connect has ended, well or not
        self._closing = threading.Event()
        self._connection: pika.SelectConnection | None = None
        # what follows is touched by the connection's thread alone
        self._channel: Channel | None = None
        self._under_way: dict[int, _UnderWay] = {}
        self._returned: set[int] = set()
        self._last_tag = 0
        self.fault: str | None = None

    def is_open(self) -> bool:
        """False while the broker is known to be away or to take nothing; asking begins to connect."""
        self._start()
        return self.fault is None

    def publish(self, window: Sequence[Outgoing]) -> Mapping[int, set[str]]:
        """Which readers have confirmed, by position. Raises Unavailable when nothing can be published now."""
        if not window:
            return {}
        self._start()
        if not self._settled.wait(CONNECTING):
            raise Unavailable("no connection yet")
        connection = self._connection
        if connection is None or self.fault:
            raise Unavailable(self.fault or "no connection")
        handed = _Window(window, {outgoing.position: set() for outgoing in window})
        with self._guard:
            self._handed.add(handed)
        try:
            if self.fault:  # lost since: nobody would tell this window
                raise Unavailable(self.fault)
            connection.ioloop.add_callback_threadsafe(partial(self._send, handed))
            if not handed.over.wait(self._patience):
                _log.warning("broker.unconfirmed", messages=len(window))
        finally:
            with self._guard:
                self._handed.discard(handed)
        return {position: set(readers) for position, readers in handed.confirmed.items()}

    def close(self) -> None:
        """Ends the connection; what is not confirmed stays in the outbox."""
        self._closing.set()
        connection, thread = self._connection, self._thread
        if connection is not None:
            connection.ioloop.add_callback_threadsafe(partial(_close, connection))
        if thread is not None:
            thread.join(CONNECTING)

    # The connection's thread

    def _start(self) -> None:
        with self._guard:
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="broker.publisher", daemon=True)
                self._thread.start()

    def _run(self) -> None:
        attempt = 0
        while not self._closing.is_set():
            try:
                lived = self._connect(attempt)
            except Exception as error:  # a thread that ends would end publishing for good
                _log.error("broker.publisher_failed", error=type(error).__name__, exc_info=True)
                lived = False
            self._lost("no connection")
            attempt = 0 if lived else attempt + 1
            self._closing.wait(min(LONGEST_PAUSE, 0.2 * 2 ** min(attempt, 10)))

    def _connect(self, attempt: int) -> bool:
        """Works one connection until it ends; says whether it was ever usable."""
        usable = False

        def is_usable(_frame: Any) -> None:
            nonlocal usable
            usable = True
            self.fault = None
            self._settled.set()

        def opened(connection: Any) -> None:
            connection.add_on_connection_blocked_callback(lambda *_: self._blocked())
            connection.add_on_connection_unblocked_callback(lambda *_: self._unblocked())
            connection.channel(on_open_callback=lambda channel: self._prepare(channel, is_usable))

        def ended(connection: Any, error: Any) -> None:
            self._lost(type(error).__name__)
            connection.ioloop.stop()

        connection = pika.SelectConnection(
            self._addresses.for_publishing(attempt),
            on_open_callback=opened,
            on_open_error_callback=ended,
            on_close_callback=ended,
        )
        self._connection = connection
        try:
            connection.ioloop.start()
        finally:
            self._connection = None
            connection.ioloop.close()
        return usable

    def _prepare(self, channel: Channel, is_usable: Any) -> None:
        self._channel, self._last_tag = channel, 0
        channel.add_on_close_callback(lambda channel, _reason: _close(channel.connection))
        channel.add_on_return_callback(lambda _channel, _method, properties, _body: self._came_back(properties))
        if self._listeners is None:
            channel.confirm_delivery(lambda frame: self._confirmed(frame.method), callback=is_usable)
            return
        channel.confirm_delivery(lambda frame: self._confirmed(frame.method))
        channel.exchange_declare(self._listeners, exchange_type="topic", durable=True, callback=is_usable)

    def _send(self, window: _Window) -> None:
        if self._channel is None or not self._channel.is_open or self.fault:
            window.over.set()
            return
        for reader in sorted({reader for outgoing in window.messages for reader in outgoing.readers}):
            for outgoing in window.messages:
                if reader in outgoing.readers:
                    self._put(window, outgoing, reader)
            crash_points.reach("broker.between_readers")
        for outgoing in window.messages:
            if outgoing.public and self._listeners is not None:
                self._put(window, outgoing, COPY)
        if not window.waits_for:
            window.over.set()

    def _put(self, window: _Window, outgoing: Outgoing, reader: str) -> None:
        assert self._channel is not None
        self._last_tag += 1
        tag = self._last_tag
        self._under_way[tag] = _UnderWay(window, outgoing.position, reader)
        window.waits_for.add(tag)
        self._channel.basic_publish(
            exchange="" if reader else self._listeners,
            routing_key=self._queue(reader) if reader else outgoing.type,
            body=outgoing.body.encode(),
            properties=pika.BasicProperties(
                content_type="application/cloudevents+json",
                delivery_mode=2,
                message_id=outgoing.id,
                type=outgoing.type,
                headers={"tag": tag},
            ),
            mandatory=bool(reader),
        )

    def _came_back(self, properties: pika.BasicProperties) -> None:
        """No queue took it. The confirm follows all the same, so this must be remembered until then."""
        self._returned.add(int((properties.headers or {})["tag"]))

    def _confirmed(self, method: Any) -> None:
        tags: Iterable[int] = [method.delivery_tag]
        if method.multiple:
            tags = [tag for tag in self._under_way if tag <= method.delivery_tag]
        taken = isinstance(method, Basic.Ack)
        for tag in tags:
            sent = self._under_way.pop(tag, None)
            came_back = tag in self._returned
            self._returned.discard(tag)
            if sent is None:
                continue
            if taken and not came_back and sent.reader:
                sent.window.confirmed[sent.position].add(sent.reader)
            sent.window.waits_for.discard(tag)
            if not sent.window.waits_for:
                sent.window.over.set()

    def _blocked(self) -> None:
        _log.warning("broker.blocked")
        self.fault = "the broker takes nothing: it is short of memory or disk"
        self._give_up_windows()

    def _unblocked(self) -> None:
        _log.info("broker.unblocked")
        self.fault = None

    def _lost(self, reason: str) -> None:
        if not self._closing.is_set() and self.fault is None:
            _log.warning("broker.lost", error=reason)
        self.fault = f"no connection: {reason}"
        self._channel = None
        self._give_up_windows()
        self._under_way.clear()
        self._returned.clear()
        self._settled.set()

    def _give_up_windows(self) -> None:
        with self._guard:
            for window in self._handed:
                window.over.set()


def _close(connection: Any) -> None:
    if not (connection.is_closing or connection.is_closed):
        connection.close()
