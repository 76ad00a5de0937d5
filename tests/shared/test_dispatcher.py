"""Order is a courtesy, waiting is not failing, and one bad message stops nobody else."""

import random
from collections.abc import Callable, Sequence
from datetime import timedelta

import pytest
from sqlalchemy import update

from shared import due_rows, inbox
from shared.contracts.registrations import SEATS_CHANGED
from shared.database import Transaction
from shared.dispatcher import Dispatcher, NotYet, Subscription
from shared.inbox import INBOX
from shared.message import Message
from tests.support.messaging import Talk


def events_only(talk: Talk) -> list[int]:
    return [taken for source, taken in talk.handled if source == "events"]


def test_the_lowest_revision_of_a_subject_goes_first(talk: Talk) -> None:
    for taken, revision in ((3, 30), (1, 10), (2, 20)):
        talk.say(taken, revision=revision)
    talk.settle()
    assert events_only(talk) == [1, 2, 3]


def test_a_waiting_message_holds_back_its_subject_and_no_other(talk: Talk) -> None:
    def wait_for_first(tx: Transaction, message: Message) -> None:
        if message.data["taken"] == 1:
            raise NotYet("events", "evt_elsewhere", 1)
        talk.remember(tx, message)

    talk.handler = wait_for_first
    talk.say(1)
    talk.say(2)
    talk.say(5, subject="evt_2")
    talk.settle()
    assert events_only(talk) == [5]


def test_a_dead_message_lets_its_subject_go_on(talk: Talk) -> None:
    def fail_first(tx: Transaction, message: Message) -> None:
        if message.data["taken"] == 1:
            raise ZeroDivisionError
        talk.remember(tx, message)

    talk.handler = fail_first
    talk.say(1)
    talk.say(2)
    for _ in range(6):
        talk.settle()
        talk.clock.advance(timedelta(minutes=6))
    assert events_only(talk) == [2]
    dead = [row for row in talk.inbox() if row.dead_at]
    assert [(row.attempts, row.last_error) for row in dead] == [(5, "ZeroDivisionError")]


def test_a_missing_fact_wakes_what_waits_for_it(talk: Talk) -> None:
    known: list[str] = []

    def handler(tx: Transaction, message: Message) -> None:
        if message.subject == "evt_late":
            known.append(tx.source)
        elif tx.source not in known:
            raise NotYet("registrations", "evt_late", 1)
        talk.remember(tx, message)

    talk.handler = handler
    talk.say(2)
    talk.settle()
    assert talk.handled == []
    talk.say(1, subject="evt_late")
    talk.settle()  # the clock stands still: it was woken, not retried
    assert events_only(talk) == [1, 2]
    assert all(row.attempts == 0 for row in talk.inbox())


def test_twin_without_waking_it_would_still_wait(talk: Talk) -> None:
    def handler(tx: Transaction, message: Message) -> None:
        if message.subject != "evt_late":
            raise NotYet("registrations", "evt_late", 1)
        talk.remember(tx, message)

    talk.handler = handler
    talk.say(2)
    talk.settle()
    with talk.databases["events"].transaction() as tx:
        tx.execute(update(INBOX).values(waiting_subject=None))
    talk.handler = talk.remember
    talk.say(1, subject="evt_late")
    talk.settle()
    assert events_only(talk) == [1]


@pytest.mark.slow
def test_what_waits_over_an_hour_is_shown_as_dead_and_still_woken(talk: Talk) -> None:
    known = False

    def handler(tx: Transaction, message: Message) -> None:
        if message.subject == "evt_late":
            return
        if not known:
            raise NotYet("registrations", "evt_late", 1)
        talk.remember(tx, message)

    talk.handler = handler
    talk.say(2)
    for _ in range(70):
        talk.settle()
        talk.clock.advance(timedelta(minutes=1))
    assert [row.dead_at is not None for row in talk.inbox()] == [True]
    known = True
    talk.say(1, subject="evt_late")
    talk.settle()
    assert events_only(talk) == [2]
    assert not any(row.dead_at for row in talk.inbox())


def test_a_failed_handler_leaves_nothing_behind_and_the_others_are_done(talk: Talk) -> None:
    with talk.databases["events"].connection() as connection:
        connection.exec_driver_sql("CREATE TABLE effect (taken INTEGER)")

    def handler(tx: Transaction, message: Message) -> None:
        if tx.source != "events":
            return
        tx.connection().exec_driver_sql("INSERT INTO effect VALUES (?)", (message.data["taken"],))
        if message.data["taken"] == 2:
            raise ValueError("a name: Amal")

    talk.handler = handler
    for taken in (1, 2, 3):
        talk.say(taken, subject=f"evt_{taken}")
    talk.settle()
    with talk.databases["events"].connection() as connection:
        assert connection.exec_driver_sql("SELECT taken FROM effect").scalars().all() == [1, 3]
    assert [row.last_error for row in talk.inbox() if row.last_error] == ["ValueError"]  # and no name


def test_data_that_breaks_its_contract_is_dead_at_once(talk: Talk) -> None:
    talk.say(1)
    with talk.databases["registrations"].transaction() as tx:
        tx.connection().exec_driver_sql("""UPDATE outbox SET body = replace(body, '"taken":1', '"taken":"many"')""")
    talk.settle()
    (row,) = talk.inbox()
    assert row.dead_at is not None
    assert row.last_error == "the data does not keep its contract: taken"


def test_a_batch_is_ordered_by_the_row_its_handlers_lock(talk: Talk) -> None:
    for number in (3, 1, 2, 1, 3):
        talk.say(number, subject=f"evt_{number}", revision=len(talk.outbox()) + 1)
    talk.relay_once()
    seen: list[str] = []
    talk.handler = lambda _tx, message: seen.append(message.data["event_id"])
    talk.dispatch("events")
    assert seen == sorted(seen)


def test_an_unreadable_body_that_is_tried_again_stops_nobody(talk: Talk) -> None:
    with talk.databases["events"].transaction() as tx:
        inbox.store(tx, [b"\xff", b""])
        due_rows.revive(tx, INBOX, INBOX.c.position > 0)
    talk.say(1)
    talk.settle()
    assert events_only(talk) == [1]
    assert [row.last_error for row in talk.inbox() if row.dead_at] == ["the body is no JSON"] * 2


def test_a_lock_that_cannot_be_printed_is_no_lock(talk: Talk) -> None:
    talk.say(1)
    body = talk.outbox()[0].body.replace('"event_id":"evt_1"', '"event_id":"\\u001b"')
    message = Message.from_json(body)
    assert message.data["event_id"] == "\x1b"
    assert talk.dispatchers["events"].locks(message) is None


def hear_together(talk: Talk, together: Callable[[Transaction, Sequence[Message]], None]) -> None:
    subscription = Subscription(
        SEATS_CHANGED, lambda tx, message: talk.handler(tx, message), locks="event_id", together=together
    )
    talk.dispatchers["events"] = Dispatcher(talk.databases["events"], [subscription], chance=random.Random(3))


def test_many_messages_of_one_type_are_handled_in_one_go(talk: Talk) -> None:
    batches: list[list[int]] = []
    hear_together(talk, lambda _tx, messages: batches.append([message.data["taken"] for message in messages]))
    for number in (1, 2, 3):
        talk.say(number, subject=f"evt_{number}")
    talk.settle()
    assert batches == [[1, 2, 3]]
    assert events_only(talk) == []
    assert all(row.done_at and not row.last_error for row in talk.inbox())


def test_if_one_of_many_fails_only_that_one_suffers(talk: Talk) -> None:
    def fail_second(tx: Transaction, message: Message) -> None:
        if message.data["taken"] == 2:
            raise ZeroDivisionError
        talk.remember(tx, message)

    def together(tx: Transaction, messages: Sequence[Message]) -> None:
        for message in messages:
            fail_second(tx, message)

    talk.handler = fail_second
    hear_together(talk, together)
    for number in (1, 2, 3):
        talk.say(number, subject=f"evt_{number}")
    talk.settle()
    assert events_only(talk)[-2:] == [1, 3]
    assert [row.last_error for row in talk.inbox() if not row.done_at] == ["ZeroDivisionError"]


def test_what_was_done_together_before_it_failed_is_undone(talk: Talk) -> None:
    def together(tx: Transaction, _messages: Sequence[Message]) -> None:
        tx.execute(update(INBOX).values(waiting_subject="half done"))
        raise ZeroDivisionError

    hear_together(talk, together)
    for number in (1, 2):
        talk.say(number, subject=f"evt_{number}")
    talk.settle()
    assert events_only(talk) == [1, 2]
    assert {row.waiting_subject for row in talk.inbox()} == {None}
