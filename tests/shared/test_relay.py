"""The relay goes window by window in the order written, waits longer after each failure, and never gives up."""

import random
from collections.abc import Mapping, Sequence
from datetime import timedelta

import pytest
from sqlalchemy import update

from shared.broker import Outgoing
from shared.contracts import catalogue
from shared.outbox import OUTBOX
from shared.relay import Relay
from tests.support.messaging import Talk


class Recorder:
    """A broker that writes down every window; it confirms for those readers that are up."""

    def __init__(self, up: set[str]) -> None:
        self.up = up
        self.windows: list[list[Outgoing]] = []
        self.away = False

    def is_open(self) -> bool:
        return not self.away

    def publish(self, window: Sequence[Outgoing]) -> Mapping[int, set[str]]:
        self.windows.append(list(window))
        return {outgoing.position: set(outgoing.readers) & self.up for outgoing in window}

    def subscribe(self, reader: str, receive: object) -> None:
        raise AssertionError("nobody subscribes here")


class Down(Recorder):
    """A broker that cannot be reached."""

    def publish(self, window: Sequence[Outgoing]) -> Mapping[int, set[str]]:
        raise ConnectionError("amqp://user:secret@broker")


ALL = {"events", "notifications"}


def relay_through(talk: Talk, broker: Recorder, *, window: int = 500) -> Relay:
    database = talk.databases["registrations"]
    return Relay(database, broker, catalogue(), chance=random.Random(3), window=window)


def test_windows_go_out_in_the_order_they_were_written(talk: Talk) -> None:
    for number in range(1, 6):
        talk.say(number, subject=f"evt_{6 - number}")
    broker = Recorder(ALL)
    relay = relay_through(talk, broker, window=2)
    assert [relay.run_once(talk.clock.now()) for _ in range(4)] == [2, 2, 1, 0]
    assert [[outgoing.position for outgoing in window] for window in broker.windows] == [[1, 2], [3, 4], [5]]


def test_what_goes_out_is_the_stored_body_and_names_its_readers(talk: Talk) -> None:
    talk.say(1)
    (row,) = talk.outbox()
    broker = Recorder(ALL)
    relay_through(talk, broker).run_once(talk.clock.now())
    ((outgoing,),) = broker.windows
    assert (outgoing.id, outgoing.type, outgoing.body) == (row.id, row.type, row.body)
    assert set(outgoing.readers) == ALL
    assert not outgoing.public


def test_each_failure_makes_the_wait_longer_up_to_half_a_minute(talk: Talk) -> None:
    talk.say(1)
    relay = relay_through(talk, Down(set()))
    waits = []
    for _ in range(10):
        assert relay.run_once(talk.clock.now()) == 1
        due_at = talk.outbox()[0].due_at
        waits.append((due_at - talk.clock.now()).total_seconds())
        talk.clock.set(due_at)
    bounds = [min(2**number, 30) for number in range(10)]
    assert all(0.8 * bound <= wait <= bound for wait, bound in zip(waits, bounds, strict=True))


def test_while_the_broker_is_away_rows_are_left_as_they_are(talk: Talk) -> None:
    """Else what was said during a long outage would wait longest after it."""
    talk.say(1)
    before = talk.outbox()
    broker = Recorder(ALL)
    broker.away = True
    relay = relay_through(talk, broker)
    assert relay.run_once(talk.clock.now()) == 0
    assert talk.outbox() == before
    broker.away = False
    assert relay.run_once(talk.clock.now()) == 1
    assert talk.outbox()[0].done_at is not None


@pytest.mark.slow
def test_the_relay_never_gives_up(talk: Talk) -> None:
    talk.say(1)
    relay = relay_through(talk, Down(set()))
    for _ in range(200):
        relay.run_once(talk.clock.now())
        talk.clock.advance(timedelta(minutes=1))
    (row,) = talk.outbox()
    assert (row.attempts, row.dead_at, row.done_at) == (200, None, None)
    relay_through(talk, Recorder(ALL)).run_once(talk.clock.now())
    assert talk.outbox()[0].done_at == talk.clock.now()


def test_the_reason_of_a_failure_quotes_no_secret(talk: Talk) -> None:
    talk.say(1)
    relay_through(talk, Down(set())).run_once(talk.clock.now())
    assert talk.outbox()[0].last_error == "events, notifications: ConnectionError"


def test_only_the_reader_that_lacks_it_gets_it_again(talk: Talk) -> None:
    talk.say(1)
    broker = Recorder({"events"})
    relay = relay_through(talk, broker)
    relay.run_once(talk.clock.now())
    talk.clock.advance(timedelta(minutes=1))
    broker.up = ALL
    relay.run_once(talk.clock.now())
    assert [window[0].readers for window in broker.windows] == [("events", "notifications"), ("notifications",)]
    assert talk.outbox()[0].done_at is not None


def test_a_type_that_this_version_does_not_know_holds_back_no_other(talk: Talk) -> None:
    """As after going back to an older version of the program."""
    talk.say(1)
    talk.say(2)
    with talk.databases["registrations"].transaction() as tx:
        tx.execute(update(OUTBOX).where(OUTBOX.c.position == 1).values(type="of.tomorrow.v1"))
    relay_through(talk, Recorder(ALL)).run_once(talk.clock.now())
    unknown, known = talk.outbox()
    assert known.done_at is not None
    assert (unknown.done_at, unknown.dead_at) == (None, None)
