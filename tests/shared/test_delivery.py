"""From outbox to inbox to handler: once each, whatever ends in between."""

from datetime import timedelta

import pytest
from sqlalchemy import delete, update

from shared import crash_points, inbox, outbox
from shared.contracts.registrations import SEATS_CHANGED
from shared.crash_points import Crash
from shared.database import Transaction
from shared.inbox import INBOX
from shared.message import Message
from shared.outbox import OUTBOX
from tests.support.messaging import Talk

POINTS = [
    "relay.before_publish",
    "broker.between_readers",
    "relay.after_publish",
    "relay.after_done",
    "dispatcher.before_commit",
    "dispatcher.after_commit",
]


def crash_at(point: str) -> None:
    def action(reached: str) -> None:
        if reached == point:
            crash_points.set_action(None)
            raise Crash(point)

    crash_points.set_action(action)


def test_every_reader_handles_a_message_once(talk: Talk) -> None:
    talk.say(1)
    talk.settle()
    assert sorted(talk.handled) == [("events", 1), ("notifications", 1)]


def test_a_message_that_is_done_loses_its_body_and_keeps_its_id(talk: Talk) -> None:
    talk.say(1)
    talk.settle()
    (said,), (heard,) = talk.outbox(), talk.inbox()
    assert (said.body, heard.body) == (None, None)
    assert said.id == heard.id
    assert said.digest == heard.digest


def test_nothing_is_said_when_the_transaction_fails(talk: Talk) -> None:
    def say_and_fail() -> None:
        with talk.databases["registrations"].transaction() as tx:
            data = {"event_id": "evt_1", "taken": 1, "waiting": 0}
            outbox.put(tx, SEATS_CHANGED, organisation="demo", subject="evt_1", revision=1, data=data)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        say_and_fail()
    assert talk.outbox() == []


@pytest.mark.parametrize("point", POINTS)
def test_a_crash_at_any_point_neither_loses_nor_doubles_an_effect(talk: Talk, point: str) -> None:
    """The effect is a row written by the handler, in the handler's own database."""
    effects = talk.databases["events"]
    with effects.connection() as connection:
        connection.exec_driver_sql("CREATE TABLE effect (taken INTEGER)")

    def count(tx: Transaction, message: Message) -> None:
        if tx.source == "events":
            tx.connection().exec_driver_sql("INSERT INTO effect VALUES (?)", (message.data["taken"],))

    talk.handler = count
    talk.say(1)
    talk.say(2, subject="evt_2")
    crash_at(point)
    with pytest.raises(Crash):
        talk.settle()
    talk.restart()
    talk.clock.advance(timedelta(minutes=1))
    talk.settle()
    with talk.databases["events"].connection() as connection:
        taken = connection.exec_driver_sql("SELECT taken FROM effect ORDER BY 1").scalars().all()
    assert taken == [1, 2]
    assert all(row.done_at for row in talk.outbox())


def test_twin_without_the_inbox_a_repeat_has_a_second_effect(talk: Talk) -> None:
    """The guard: the inbox knows ids. Forgetting them lets the crash after publishing double the effect."""
    talk.say(1)
    crash_at("relay.after_publish")
    with pytest.raises(Crash):
        talk.settle()
    talk.dispatch()
    with talk.databases["events"].transaction() as tx:
        tx.execute(delete(INBOX))
    talk.clock.advance(timedelta(minutes=1))
    talk.settle()
    assert talk.handled.count(("events", 1)) == 2


def test_a_claimed_row_is_not_published_by_another_relay(talk: Talk) -> None:
    talk.say(1)
    crash_at("relay.before_publish")
    with pytest.raises(Crash):
        talk.relay_once()
    assert talk.relay_once() == 0


def test_twin_without_the_lease_two_relays_take_the_same_row(talk: Talk) -> None:
    talk.say(1)
    crash_at("relay.before_publish")
    with pytest.raises(Crash):
        talk.relay_once()
    with talk.databases["registrations"].transaction() as tx:
        tx.execute(update(OUTBOX).values(due_at=tx.now))
    assert talk.relay_once() == 1


def test_a_relay_that_lost_its_lease_does_not_overwrite_what_came_after(talk: Talk) -> None:
    talk.say(1)
    publish = talk.broker.publish

    def slow(window):  # type: ignore[no-untyped-def]
        with talk.databases["registrations"].transaction() as tx:
            tx.execute(update(OUTBOX).values(lease="another's"))
        return publish(window)

    talk.broker.publish = slow  # type: ignore[method-assign]
    talk.relay_once()
    assert talk.outbox()[0].lease == "another's"
    assert talk.outbox()[0].done_at is None


@pytest.mark.slow
def test_a_reader_that_cannot_store_keeps_only_itself_waiting(talk: Talk) -> None:
    def broken(_bodies):  # type: ignore[no-untyped-def]
        raise OSError("disk full")

    talk.broker.subscribe("events", broken)
    talk.say(1)
    talk.settle()
    (row,) = talk.outbox()
    assert row.readers_left == ["events"]
    assert talk.handled == [("notifications", 1)]
    talk.restart()
    talk.clock.advance(timedelta(minutes=1))
    talk.settle()
    assert talk.outbox()[0].done_at is not None
    assert sorted(talk.handled) == [("events", 1), ("notifications", 1)]


def test_a_missing_reader_is_not_taken_for_a_success(talk: Talk) -> None:
    talk.broker._readers.pop("events")
    talk.say(1)
    talk.settle()
    assert talk.outbox()[0].done_at is None
    assert talk.outbox()[0].last_error == "events: no confirmation"


def test_twin_a_broker_that_confirms_before_the_reader_has_it_loses_it(talk: Talk) -> None:
    """The guard: a message is confirmed only when it lies in the reader's inbox."""
    talk.broker.publish = lambda window: {out.position: set(out.readers) for out in window}  # type: ignore[method-assign]
    talk.say(1)
    talk.relay_once()
    talk.restart()
    talk.clock.advance(timedelta(minutes=5))
    talk.settle()
    assert talk.handled == []


def test_the_same_id_with_other_content_is_kept_aside(talk: Talk) -> None:
    talk.say(1)
    body = talk.outbox()[0].body
    with talk.databases["events"].transaction() as tx:
        assert inbox.store(tx, [body]) == 1
        assert inbox.store(tx, [body]) == 0
        assert inbox.store(tx, [body.replace('"taken":1', '"taken":2')]) == 0
    reasons = [row.last_error for row in talk.inbox() if row.dead_at]
    assert reasons == ["the same id came before with other content"]


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"\xff\xfe",
        b"[]",
        b"null",
        b'{"specversion":"1.0"}',
        b'{"a":' * 5000,
        b"\0",
        b'{"specversion":"0.3"}',
    ],
)
def test_a_body_that_is_no_message_is_parked_with_the_reason(talk: Talk, body: bytes) -> None:
    with talk.databases["events"].transaction() as tx:
        inbox.store(tx, [body])
    (row,) = talk.inbox()
    assert row.dead_at is not None
    assert row.last_error
