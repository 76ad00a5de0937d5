"""What every broker must keep: confirmed means kept, once or more; the rest stays with who published it."""

import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from itertools import count

import pytest

from shared.broker import Broker, Outgoing
from shared.broker.in_process import InProcessBroker
from shared.broker.rabbitmq import RabbitMqBroker
from tests.support.servers import RabbitMq
from tests.support.servers.local import free_port

pytestmark = pytest.mark.production

Make = Callable[[], Broker]


class Inbox:
    """Keeps what it is given; can be made to fail."""

    def __init__(self) -> None:
        self.bodies: Counter[bytes] = Counter()
        self.failing = False
        self.tries = 0
        self.largest = 0
        self._changed = threading.Condition()

    def receive(self, bodies: Sequence[str | bytes]) -> int:
        with self._changed:
            self.tries += 1
            self._changed.notify_all()
            if self.failing:
                raise OSError("the database is away")
            self.largest = max(self.largest, len(bodies))
            self.bodies.update(body if isinstance(body, bytes) else body.encode() for body in bodies)
            return len(bodies)

    def wait_for(self, is_so: Callable[[], bool], seconds: float = 30) -> None:
        with self._changed:
            assert self._changed.wait_for(is_so, seconds), f"{len(self.bodies)} bodies, {self.tries} tries"


@pytest.fixture(params=["in process", "RabbitMQ"])
def make(request: pytest.FixtureRequest) -> Iterator[Make]:
    """Makes brokers that reach the same readers; all are closed at the end."""
    made: list[Broker] = []
    if request.param == "in process":
        yield lambda: made[0] if made else made.append(InProcessBroker()) or made[0]
    else:
        url = request.getfixturevalue("rabbitmq").new_vhost()
        yield lambda: made.append(RabbitMqBroker(url)) or made[-1]
    for broker in made:
        broker.close()


@pytest.fixture
def url(rabbitmq: RabbitMq) -> str:
    return rabbitmq.new_vhost()


@pytest.fixture
def broker(url: str) -> Iterator[RabbitMqBroker]:
    made = RabbitMqBroker(url)
    yield made
    made.close()


_positions = count(1)


def messages(*bodies: str, readers: tuple[str, ...] = ("events",), public: bool = False) -> list[Outgoing]:
    return [
        Outgoing(number := next(_positions), f"msg_{number}", "seats.changed.v1", body, readers, public)
        for body in bodies
    ]


def until_confirmed(broker: Broker, window: list[Outgoing], readers: set[str], seconds: float = 60) -> None:
    """Publishes again what is not confirmed, as the relay does."""
    until = time.monotonic() + seconds
    left = {outgoing.position: outgoing for outgoing in window}
    while left:
        assert time.monotonic() < until, f"{len(left)} are never confirmed"
        try:
            confirmed = broker.publish(list(left.values()))
        except Exception:
            time.sleep(0.2)
            continue
        left = {position: outgoing for position, outgoing in left.items() if confirmed[position] < readers}
        if left:
            time.sleep(0.2)


def listening(broker: Broker, *readers: str) -> list[Inbox]:
    inboxes = [Inbox() for _ in readers]
    for reader, inbox in zip(readers, inboxes, strict=True):
        broker.subscribe(reader, inbox.receive)
    broker.start()
    # a queue is there once its reader has declared it
    until_confirmed(broker, messages("hello", readers=readers), set(readers))
    for inbox in inboxes:
        inbox.wait_for(lambda inbox=inbox: inbox.bodies[b"hello"] > 0)
        inbox.bodies.clear()
    return inboxes


def test_every_reader_gets_what_is_published_for_it(make: Make) -> None:
    broker = make()
    events, partners = listening(broker, "events", "partners")
    both, one = messages("for both", readers=("events", "partners")), messages("for one", readers=("partners",))
    assert broker.publish([*both, *one]) == {both[0].position: {"events", "partners"}, one[0].position: {"partners"}}
    partners.wait_for(lambda: len(partners.bodies) == 2)
    events.wait_for(lambda: len(events.bodies) == 1)
    assert set(events.bodies) == {b"for both"}
    assert set(partners.bodies) == {b"for both", b"for one"}


def test_a_reader_that_is_not_there_is_not_confirmed_and_holds_nobody_up(make: Make) -> None:
    broker = make()
    (events,) = listening(broker, "events")
    window = messages("hello again", readers=("events", "nobody"))
    assert broker.publish(window) == {window[0].position: {"events"}}
    events.wait_for(lambda: events.bodies[b"hello again"] == 1)


def test_a_message_without_readers_is_published_and_done(make: Make) -> None:
    broker = make()
    listening(broker, "events")
    window = messages("for whoever listens", readers=(), public=True)
    assert broker.publish(window) == {window[0].position: set()}


def test_letters_of_all_languages_arrive_as_they_were_sent(make: Make) -> None:
    broker = make()
    (events,) = listening(broker, "events")
    body = '{"title": "قهوة ☕ ቡና blåbær"}'
    broker.publish(messages(body))
    events.wait_for(lambda: events.bodies[body.encode()] == 1)


def test_an_inbox_that_cannot_be_written_loses_nothing(make: Make) -> None:
    broker = make()
    (events,) = listening(broker, "events")
    events.failing = True
    window = messages("one", "two")
    until = threading.Thread(target=until_confirmed, args=(broker, window, {"events"}))
    until.start()
    tries = events.tries
    events.wait_for(lambda: events.tries >= tries + 2)
    events.failing = False
    events.wait_for(lambda: len(events.bodies) == 2)
    until.join(60)
    assert not until.is_alive()


def test_windows_from_many_threads_are_each_confirmed_by_themselves(make: Make) -> None:
    broker = make()
    (events,) = listening(broker, "events")
    windows = [messages(*(f"{thread}/{n}" for n in range(200))) for thread in range(8)]
    wrong: list[object] = []

    def publish(window: list[Outgoing]) -> None:
        if broker.publish(window) != {outgoing.position: {"events"} for outgoing in window}:
            wrong.append(window)

    threads = [threading.Thread(target=publish, args=(window,)) for window in windows]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert not wrong
    events.wait_for(lambda: len(events.bodies) == 1600)
    assert events.largest <= 500


# What only a broker apart can do to us


def test_what_was_published_waits_for_a_reader_that_is_away(url: str) -> None:
    first, second, publisher = (RabbitMqBroker(url) for _ in range(3))
    listening(first, "events")
    first.close()
    window = messages("while you were out")
    assert publisher.publish(window) == {window[0].position: {"events"}}
    inbox = Inbox()
    second.subscribe("events", inbox.receive)
    second.start()
    inbox.wait_for(lambda: inbox.bodies[b"while you were out"] == 1)
    second.close()
    publisher.close()


def test_what_a_reader_did_not_store_comes_again_to_the_next(url: str) -> None:
    first, second = RabbitMqBroker(url), RabbitMqBroker(url)
    (events,) = listening(first, "events")
    events.failing = True
    first.publish(messages("precious"))
    tries = events.tries
    events.wait_for(lambda: events.tries > tries)
    first.close()
    inbox = Inbox()
    second.subscribe("events", inbox.receive)
    second.start()
    inbox.wait_for(lambda: inbox.bodies[b"precious"] == 1)
    second.close()


def test_with_several_nodes_one_that_does_not_answer_is_passed_over(url: str) -> None:
    broker = RabbitMqBroker(f"amqp://guest:guest@127.0.0.1:{free_port()}/;{url}")
    (events,) = listening(broker, "events")
    until_confirmed(broker, messages("all the same"), {"events"})
    events.wait_for(lambda: events.bodies[b"all the same"] >= 1)
    broker.close()


def test_a_deleted_queue_is_not_confirmed_and_comes_back_with_its_reader(
    rabbitmq: RabbitMq, url: str, broker: RabbitMqBroker
) -> None:
    (events,) = listening(broker, "events")
    rabbitmq.manage("DELETE", f"queues/{url.rpartition('/')[2]}/samling.events")
    until_confirmed(broker, messages("after"), {"events"})
    events.wait_for(lambda: events.bodies[b"after"] >= 1)


def test_twin_through_an_exchange_alone_a_missing_queue_would_be_confirmed(url: str) -> None:
    """The guard: publishing to each reader's queue by name, mandatory. The copy for listeners has neither."""
    broker = RabbitMqBroker(url)
    (nobody_listens,) = messages("gone", readers=(), public=True)
    assert broker.publish([nobody_listens]) == {nobody_listens.position: set()}
    (missing,) = messages("kept", readers=("events",))
    assert broker.publish([missing]) == {missing.position: set()}
    broker.close()


def test_a_short_memory_stops_publishing_at_once_and_loses_nothing(rabbitmq: RabbitMq, broker: RabbitMqBroker) -> None:
    (events,) = listening(broker, "events")
    rabbitmq.control("set_vm_memory_high_watermark", "0.00001")
    try:
        window = messages("squeezed")
        assert broker.publish(window) == {window[0].position: set()}
        with pytest.raises(Exception, match="short of memory"):
            broker.publish(window)
        assert "short of memory" in broker.faults()["broker.publishing"]
    finally:
        rabbitmq.control("set_vm_memory_high_watermark", "0.4")
    until_confirmed(broker, window, {"events"})
    events.wait_for(lambda: events.bodies[b"squeezed"] >= 1)
    assert broker.faults() == {}


def test_hostile_bodies_among_good_ones_stop_nobody(rabbitmq: RabbitMq, url: str, broker: RabbitMqBroker) -> None:
    """A thousand bodies that nobody can read, some said to be compressed or pickled, between a thousand good ones."""
    import pika

    (events,) = listening(broker, "events")
    hostile = [b"\xff\xfe\x00", b"", b"{", b"[" * 5000, b"\x80\x04\x95pickle", b"null"]
    disguises = [
        {"content_type": "application/x-python-serialize"},
        {
            "content_type": "application/json",
            "content_encoding": "utf-8",
            "headers": {"compression": "application/x-gzip"},
        },
        {"content_encoding": "no such thing"},
        {},
    ]
    with pika.BlockingConnection(pika.URLParameters(url)) as connection:
        channel = connection.channel()
        channel.confirm_delivery()
        for number in range(1000):
            properties = pika.BasicProperties(**disguises[number % len(disguises)])
            body = hostile[number % len(hostile)] + b"%d" % number
            channel.basic_publish("", "samling.events", body, properties)
            channel.basic_publish("", "samling.events", b"good %d" % number)
    events.wait_for(lambda: sum(events.bodies.values()) == 2000, 60)
    assert sum(body.startswith(b"good ") for body in events.bodies) == 1000
    assert broker.faults() == {}


def test_a_node_that_dies_is_waited_for_and_nothing_confirmed_is_lost() -> None:
    from tests.support.servers import start_rabbitmq

    node = start_rabbitmq()
    broker = RabbitMqBroker(node.new_vhost())
    try:
        (events,) = listening(broker, "events")
        said: list[Outgoing] = []
        ending = threading.Event()

        def publish() -> None:
            while not ending.is_set():
                window = messages(*(f"load {next(_positions)}" for _ in range(50)))
                until_confirmed(broker, window, {"events"}, seconds=120)
                said.extend(window)

        thread = threading.Thread(target=publish)
        thread.start()
        for _ in range(2):
            before = len(said)
            until = time.monotonic() + 60
            while len(said) < before + 200:
                assert time.monotonic() < until
                time.sleep(0.05)
            node.sync()
            node.kill()
            node.start()
        ending.set()
        thread.join(120)
        assert not thread.is_alive()
        events.wait_for(lambda: all(events.bodies[outgoing.body.encode()] for outgoing in said), 60)
    finally:
        broker.close()
        node.stop()
