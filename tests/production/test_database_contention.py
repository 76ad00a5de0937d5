"""Transactions that meet on PostgreSQL: whoever has to give way is tried again, and nobody's message dies of it."""

import random
import threading
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Row, select, text, update
from sqlalchemy.exc import DBAPIError

from shared import inbox
from shared.clock import StandingClock
from shared.contracts.registrations import SEATS_CHANGED
from shared.database import Database, Transaction, is_in_the_way
from shared.dispatcher import TRIES, Dispatcher, Subscription
from shared.http.authentication import public
from shared.http.blueprint import Blueprint
from shared.http.edge import edge
from shared.ids import CountingIds
from shared.inbox import INBOX
from shared.message import Message
from shared.migrations import create_machinery
from tests.production.test_database import SHELF, TABLES, put
from tests.shared.http.notes_service import NotesService
from tests.support.at_once import beside, until_waiting
from tests.support.servers import PostgreSql

pytestmark = pytest.mark.production

NOW = datetime(2027, 1, 4, 11, tzinfo=UTC)


@pytest.fixture
def clock() -> StandingClock:
    return StandingClock(NOW)


@pytest.fixture
def database(postgresql: PostgreSql, clock: StandingClock) -> Iterator[Database]:
    """Two shelves, on which handlers write."""
    database = Database(postgresql.new_database(), source="notes", clock=clock, ids=CountingIds(), pool_size=10)
    with database.connection() as connection:
        create_machinery(connection)
        TABLES.create_all(connection)
    put(database, "north")
    put(database, "south")
    yield database
    database.close()


def body(number: int, *, subject: str | None = None) -> str:
    about = subject or f"evt_{number}"
    message = Message(
        id=f"msg_{number:04d}",
        source="/samling/registrations",
        type=SEATS_CHANGED.type,
        subject=about,
        time=NOW,
        organisation="demo",
        revision=number + 1,
        correlationid="msg",
        causationid=None,
        data=SEATS_CHANGED.dump({"event_id": about, "taken": number, "waiting": 0}),
    )
    return message.to_json()


def receive(database: Database, *bodies: str) -> None:
    with database.transaction() as tx:
        inbox.store(tx, bodies)


def rows(database: Database) -> list[Row[Any]]:
    with database.read() as tx:
        return list(tx.execute(select(INBOX).order_by(INBOX.c.position)))


def add_book(tx: Transaction, shelf: str) -> None:
    tx.execute(update(SHELF).where(SHELF.c.id == shelf).values(books=SHELF.c.books + 1))


def books(database: Database) -> dict[str, int]:
    with database.read() as tx:
        return {row.id: row.books for row in tx.execute(select(SHELF.c.id, SHELF.c.books))}


class Crosswise:
    """Somebody who locked the south first and wants the north, which the dispatcher has when it wants the south."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.has_south, self.may_go_on = threading.Event(), threading.Event()

    def __call__(self) -> None:
        with self.database.transaction() as tx:
            tx.execute(text("SET LOCAL deadlock_timeout = '1min'"))  # so that the other one has to give way
            add_book(tx, "south")
            self.has_south.set()
            assert self.may_go_on.wait(30)
            add_book(tx, "north")


def test_a_deadlock_counts_against_no_message_and_takes_no_other_with_it(
    database: Database, clock: StandingClock
) -> None:
    other = Crosswise(database)
    receive(database, body(0), body(1), body(2))

    def handle(tx: Transaction, message: Message) -> None:
        if message.data["taken"] == 0:
            add_book(tx, "north")
            return
        if not other.may_go_on.is_set():
            other.may_go_on.set()
            until_waiting(database)
        add_book(tx, "south")

    dispatcher = Dispatcher(database, [Subscription(SEATS_CHANGED, handle)], chance=random.Random(1))
    with beside(other):
        assert other.has_south.wait(30)
        dispatcher.run_once(clock.now())
    assert [(row.done_at is not None, row.attempts, row.last_error) for row in rows(database)] == [
        (True, 0, None),
        (False, 0, "another transaction was in the way"),
        (False, 0, None),
    ]
    clock.advance(timedelta(seconds=1))
    dispatcher.run_once(clock.now())
    assert [row.done_at is not None for row in rows(database)] == [True, True, True]
    assert books(database) == {"north": 2, "south": 3}


@pytest.mark.parametrize("state", ["40P01", "40001", "55P03"])
def test_however_often_others_are_in_the_way_a_message_does_not_die_of_it(
    database: Database, clock: StandingClock, state: str
) -> None:
    receive(database, body(0))
    in_the_way = [True] * (TRIES + 5)

    def handle(tx: Transaction, _message: Message) -> None:
        if in_the_way:
            in_the_way.pop()
            tx.execute(text(f"DO $$ BEGIN RAISE EXCEPTION 'no' USING ERRCODE = '{state}'; END $$"))

    dispatcher = Dispatcher(database, [Subscription(SEATS_CHANGED, handle)], chance=random.Random(1))
    for _ in range(TRIES + 6):
        dispatcher.run_once(clock.now())
        clock.advance(timedelta(seconds=1))
    (row,) = rows(database)
    assert (row.done_at is not None, row.dead_at, row.attempts) == (True, None, 0)


def test_twin_any_other_error_is_counted_until_the_message_is_dead(database: Database, clock: StandingClock) -> None:
    receive(database, body(0))

    def handle(tx: Transaction, _message: Message) -> None:
        tx.execute(text("DO $$ BEGIN RAISE EXCEPTION 'no' USING ERRCODE = '23505'; END $$"))

    dispatcher = Dispatcher(database, [Subscription(SEATS_CHANGED, handle)], chance=random.Random(1))
    for _ in range(TRIES):
        dispatcher.run_once(clock.now())
        clock.advance(timedelta(hours=1))
    assert rows(database)[0].dead_at is not None


def test_a_batch_whose_connection_is_lost_is_tried_again_as_if_it_had_never_been(
    database: Database, clock: StandingClock
) -> None:
    receive(database, body(0), body(1))
    lost = [True]

    def handle(tx: Transaction, message: Message) -> None:
        add_book(tx, "north")
        if message.data["taken"] == 1 and lost:
            lost.pop()
            tx.execute(text("SELECT pg_terminate_backend(pg_backend_pid())"))

    dispatcher = Dispatcher(database, [Subscription(SEATS_CHANGED, handle)], chance=random.Random(1))
    with pytest.raises(DBAPIError):
        dispatcher.run_once(clock.now())
    assert [(row.done_at, row.attempts, row.due_at) for row in rows(database)] == [(None, 0, NOW)] * 2
    assert dispatcher.run_once(clock.now()) == 2
    assert books(database) == {"north": 2, "south": 0}


def test_of_one_subject_two_dispatchers_have_one_message_under_way(database: Database, clock: StandingClock) -> None:
    receive(database, body(0, subject="evt_a"), body(1, subject="evt_a"), body(2, subject="evt_b"))
    handled: list[tuple[str, int]] = []

    def note(name: str, message: Message) -> None:
        handled.append((name, message.data["taken"]))

    second = Dispatcher(
        database, [Subscription(SEATS_CHANGED, lambda _tx, message: note("second", message))], chance=random.Random(2)
    )

    def slowly(_tx: Transaction, message: Message) -> None:
        second.run_once(clock.now())
        note("first", message)

    first = Dispatcher(database, [Subscription(SEATS_CHANGED, slowly)], chance=random.Random(1), batch=1)
    first.run_once(clock.now())
    assert handled == [("second", 2), ("first", 0)]
    second.run_once(clock.now())
    assert handled[2:] == [("second", 1)]


def test_two_that_store_the_same_messages_crosswise_do_not_wait_in_a_ring(database: Database) -> None:
    bodies = [body(number) for number in range(3)]
    with ExitStack() as meanwhile, ExitStack() as held:
        tx = held.enter_context(database.transaction())
        inbox.store(tx, [bodies[1]])  # both come to the one in the middle, and each has one before it
        meanwhile.enter_context(beside(lambda: receive(database, *bodies)))
        meanwhile.enter_context(beside(lambda: receive(database, *bodies[::-1])))
        until_waiting(database, 2)
        held.close()
    assert [row.id for row in rows(database)] == ["msg_0001", "msg_0000", "msg_0002"]


def bump(state: str) -> Blueprint:
    """Routes on which the database finds somebody in the way."""
    routes = Blueprint("bump", __name__)

    @routes.route("/bump", methods=["POST"])
    @public
    @routes.response(204)
    def bump_into() -> None:
        with edge().transaction() as tx:
            tx.execute(text(f"DO $$ BEGIN RAISE EXCEPTION 'Amina Testperson' USING ERRCODE = '{state}'; END $$"))

    return routes


@pytest.mark.parametrize("state", ["40P01", "40001", "55P03"])
def test_a_request_that_met_others_is_asked_to_come_again(postgresql: PostgreSql, state: str) -> None:
    notes = NotesService(postgresql.new_database(), extra=[bump(state)])
    answer = notes.app.test_client().post("/api/notes/v1/bump")
    notes.close()
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "1")
    assert "Amina" not in answer.get_data(as_text=True)


def test_a_request_that_waits_too_long_for_a_lock_gives_up_and_says_so(database: Database) -> None:
    def wait() -> None:
        with database.transaction() as tx:
            tx.execute(text("SET LOCAL lock_timeout = '50ms'"))
            add_book(tx, "north")

    with database.transaction() as tx:
        add_book(tx, "north")
        with pytest.raises(DBAPIError) as raised:
            wait()
    assert is_in_the_way(raised.value)
