"""Takes the messages of one reader from its queue, and acknowledges them when its inbox has them."""

import threading
from collections.abc import Callable

import structlog
from kombu import Connection, Consumer, Message
from kombu.exceptions import KombuError

from shared.broker import Receive
from shared.broker.rabbitmq.addresses import Addresses
from shared.broker.rabbitmq.topology import DEAD_LETTERS, queue_of

_log = structlog.get_logger(__name__)

PREFETCH = 200  # messages that may be here unacknowledged; also the most that one transaction stores
LISTENING = 1.0  # seconds between looks at the heartbeat and at being told to stop
LONGEST_PAUSE = 5.0
LOOKING = 30  # turns of LISTENING between looks at the dead letters


class Receiver:
    """A thread that consumes until it is stopped; no exception ends it and no message is ever refused."""

    def __init__(self, addresses: Addresses, reader: str, receive: Receive) -> None:
        self._addresses = addresses
        self._reader = reader
        self._receive = receive
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name=f"{reader}.consumer", daemon=True)
        self._failures = 0
        self.fault: str | None = None
        self.dead_letters = 0

    def start(self) -> None:
        self._thread.start()

    def tell_to_stop(self) -> None:
        """Lets it finish the batch it is at; what it holds unacknowledged goes back to the queue."""
        self._stopping.set()

    def wait(self) -> None:
        if self._thread.is_alive():
            self._thread.join(10)

    def _run(self) -> None:
        while not self._stopping.is_set():
            try:
                with self._addresses.for_receiving(f"{self._reader} consumer") as connection:
                    connection.ensure_connection(max_retries=len(self._addresses.urls), interval_start=0)
                    self._consume(connection)
            except Exception as error:  # whatever it is, a reader that stops reading is worse
                self._failed(error)

    def _failed(self, error: Exception) -> None:
        self.fault = f"no connection: {type(error).__name__}"
        expected = isinstance(error, OSError | KombuError) or type(error).__module__.startswith("amqp.")
        _log.warning("broker.not_receiving", reader=self._reader, error=type(error).__name__, exc_info=not expected)
        self._failures += 1
        self._stopping.wait(min(LONGEST_PAUSE, 0.2 * 2 ** min(self._failures, 10)))

    def _consume(self, connection: Connection) -> None:
        batch: list[Message] = []
        consumer = Consumer(
            connection.channel(),
            queues=[queue_of(self._reader)],
            on_message=batch.append,
            on_decode_error=lambda message, _error: batch.append(message),
            prefetch_count=PREFETCH,
        )
        with consumer:
            self.fault, self._failures = None, 0
            turn = 0
            while not self._stopping.is_set():
                if turn % LOOKING == 0:
                    self.dead_letters = _count(connection)
                turn += not _drain(connection, LISTENING)
                connection.heartbeat_check()
                while len(batch) < PREFETCH and batch and _drain(connection, 0):
                    pass  # all that is here already goes into one transaction
                if batch:
                    self._keep(batch, connection)

    def _keep(self, batch: list[Message], connection: Connection) -> None:
        """Stores the batch, however long that takes; meanwhile nothing beyond PREFETCH arrives."""
        failures = 0
        while not self._stored([_bytes(message) for message in batch]):
            failures += 1
            until = min(LONGEST_PAUSE, 0.2 * 2 ** min(failures, 10))
            for _ in range(max(1, round(until / LISTENING))):
                if self._stopping.is_set():
                    return
                _drain(connection, min(until, LISTENING))  # the heartbeat needs both ends to read
                connection.heartbeat_check()
        batch[-1].ack(multiple=True)
        batch.clear()

    def _stored(self, bodies: list[bytes]) -> bool:
        try:
            self._receive(bodies)
        except Exception as error:
            self.fault = f"the inbox cannot be written: {type(error).__name__}"
            _log.warning("broker.store_failed", reader=self._reader, error=type(error).__name__)
            return False
        self.fault = None
        return True


def _drain(connection: Connection, seconds: float) -> bool:
    """Takes in what arrives within the time; says whether anything did."""
    try:
        connection.drain_events(timeout=seconds)
    except (TimeoutError, BlockingIOError):
        return False
    return True


def _bytes(message: Message) -> bytes:
    body = message.body
    return body.encode("utf-8", "surrogatepass") if isinstance(body, str) else bytes(body or b"")


def _count(connection: Connection) -> int:
    """How many messages lie in the dead-letter queue; 0 where there is none."""
    channel = connection.channel()
    try:
        return int(channel.queue_declare(DEAD_LETTERS, passive=True).message_count)
    except connection.channel_errors:
        return 0
    finally:
        _quietly(channel.close)


def _quietly(close: Callable[[], None]) -> None:
    try:
        close()
    except (KombuError, OSError):
        return
