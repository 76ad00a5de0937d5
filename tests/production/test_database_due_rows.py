"""Two workers on one database: every due row is worked once, and on PostgreSQL neither waits for the other."""

import random
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Column, Integer, MetaData, Row, Table, func, insert, select, text

from shared import due_rows, inbox, outbox
from shared.clock import StandingClock
from shared.contracts.registrations import SEATS_CHANGED
from shared.database import Database, Transaction
from shared.dispatcher import Dispatcher, Subscription
from shared.ids import CountingIds
from shared.inbox import INBOX
from shared.message import Message
from shared.migrations import create_machinery
from shared.outbox import OUTBOX
from shared.relay import Relay
from tests.support.at_once import at_once
from tests.support.servers import PostgreSql

pytestmark = pytest.mark.production

NOW = datetime(2027, 1, 4, 11, tzinfo=UTC)
LEASE = timedelta(minutes=1)
TABLES = MetaData()
PARCELS = Table(
    "parcels",
    TABLES,
    Column("id", Integer, primary_key=True),
    Column("by", Integer),
    *due_rows.due_columns(),
    due_rows.due_index("parcels"),
)

Two = tuple[Database, Database]


@pytest.fixture
def clock() -> StandingClock:
    return StandingClock(NOW)


@pytest.fixture(params=["sqlite", "postgresql"])
def two(request: pytest.FixtureRequest, tmp_path: Path, clock: StandingClock) -> Iterator[Two]:
    """The same database, opened by two workers."""
    if request.param == "sqlite":
        url = f"sqlite:///{tmp_path / 'notes.sqlite3'}"
    else:
        server: PostgreSql = request.getfixturevalue("postgresql")
        url = server.new_database()
    ids = CountingIds()
    first, second = (Database(url, source="notes", clock=clock, ids=ids) for _ in range(2))
    with first.connection() as connection:
        create_machinery(connection)
        TABLES.create_all(connection)
    yield first, second
    first.close()
    second.close()


def owe(database: Database, number: int) -> None:
    with database.transaction() as tx:
        tx.execute(insert(PARCELS), [{"id": one, "due_at": tx.now} for one in range(1, number + 1)])


def rows(database: Database) -> list[Row[Any]]:
    with database.read() as tx:
        return list(tx.execute(select(PARCELS).order_by(PARCELS.c.id)))


def test_of_four_hundred_rows_two_workers_work_each_once(two: Two) -> None:
    owe(two[0], 400)

    def work(place: int) -> list[int]:
        done: list[int] = []
        while True:
            with two[place].transaction() as tx:
                some = due_rows.claim(tx, PARCELS, limit=10, lease=LEASE)
            if not some:
                return done
            done += [row.id for row in some]
            with two[place].transaction() as tx:
                assert due_rows.finish(tx, PARCELS, some, by=place) == len(some)

    worked = Counter(one for done in at_once(2, work) for one in done)
    assert worked == dict.fromkeys(range(1, 401), 1)
    assert {(row.due_at, row.lease, row.attempts) for row in rows(two[0])} == {(None, None, 1)}


def test_twin_without_the_lock_both_take_the_same_rows(two: Two) -> None:
    owe(two[0], 10)
    due = select(PARCELS.c.id).where(PARCELS.c.due_at <= NOW)
    with two[0].read() as first, two[1].read() as second:
        assert first.scalars(due).all() == second.scalars(due).all() != []


def test_a_worker_passes_over_what_another_is_claiming_and_waits_for_nothing(two: Two) -> None:
    if two[0].dialect == "sqlite":
        return  # one transaction writes at a time
    owe(two[0], 4)
    with two[0].transaction() as tx:
        mine = due_rows.claim(tx, PARCELS, limit=2, lease=LEASE)
        with two[1].transaction() as other:
            other.execute(text("SET LOCAL lock_timeout = '1ms'"))
            theirs = due_rows.claim(other, PARCELS, limit=9, lease=LEASE)
    assert ([row.id for row in mine], [row.id for row in theirs]) == ([1, 2], [3, 4])


def test_what_was_put_off_or_given_up_by_one_is_so_for_the_other(two: Two, clock: StandingClock) -> None:
    owe(two[0], 3)
    with two[0].transaction() as tx:
        done, later, dead = due_rows.claim(tx, PARCELS, limit=9, lease=LEASE)
    with two[0].transaction() as tx:
        due_rows.finish(tx, PARCELS, [done])
        due_rows.put_off(tx, PARCELS, [later], until=NOW + LEASE, reason="not now")
        due_rows.give_up(tx, PARCELS, [dead], reason="never")
    with two[1].transaction() as tx:
        assert due_rows.claim(tx, PARCELS, limit=9, lease=LEASE) == []
        assert due_rows.dead_count(tx, PARCELS) == 1
        assert due_rows.revive(tx, PARCELS, PARCELS.c.id == dead.id) == 1
    clock.advance(LEASE)
    with two[1].transaction() as tx:
        again = due_rows.claim(tx, PARCELS, limit=9, lease=LEASE)
    assert [(row.id, row.attempts) for row in again] == [(dead.id, 1), (later.id, 2)]


def test_who_lost_the_lease_to_the_other_changes_nothing_more(two: Two, clock: StandingClock) -> None:
    owe(two[0], 1)
    with two[0].transaction() as tx:
        late = due_rows.claim(tx, PARCELS, limit=1, lease=LEASE)
    clock.advance(LEASE)
    with two[1].transaction() as tx:
        present = due_rows.claim(tx, PARCELS, limit=1, lease=LEASE)
    with two[0].transaction() as tx:
        assert due_rows.finish(tx, PARCELS, late) == 0
    with two[1].transaction() as tx:
        assert due_rows.finish(tx, PARCELS, present) == 1


def test_leases_of_a_dead_process_are_released_at_once(two: Two) -> None:
    owe(two[0], 2)
    with two[0].transaction() as tx:
        due_rows.claim(tx, PARCELS, limit=1, lease=LEASE)
    with two[1].transaction() as tx:
        assert due_rows.release(tx, PARCELS) == 1
        assert len(due_rows.claim(tx, PARCELS, limit=9, lease=LEASE)) == 2


def body(number: int, subject: str = "evt_1") -> str:
    message = Message(
        id=f"msg_{number:04d}",
        source="/samling/registrations",
        type=SEATS_CHANGED.type,
        subject=subject,
        time=NOW,
        organisation="demo",
        revision=number + 1,
        correlationid="msg",
        causationid=None,
        data=SEATS_CHANGED.dump({"event_id": subject, "taken": number, "waiting": 0}),
    )
    return message.to_json()


def test_two_consumers_that_are_given_the_same_messages_store_each_once(two: Two) -> None:
    bodies = [body(number) for number in range(300)]

    def consume(place: int) -> int:
        given = bodies if place == 0 else bodies[::-1]  # crosswise: in that order they would wait in a ring
        stored = 0
        for start in range(0, 300, 100):
            with two[place].transaction() as tx:
                stored += inbox.store(tx, given[start : start + 100])
        return stored

    assert sum(at_once(2, consume)) == 300
    with two[0].read() as tx:
        assert tx.scalar(select(func.count()).select_from(INBOX)) == 300
        assert tx.scalar(select(func.count()).where(INBOX.c.dead_at.is_not(None))) == 0


def test_two_dispatchers_handle_every_message_once(two: Two, clock: StandingClock) -> None:
    with two[0].transaction() as tx:
        inbox.store(tx, [body(number, f"evt_{number % 40}") for number in range(400)])
    handled: list[list[int]] = [[], []]

    def dispatch(place: int) -> None:
        def handle(_tx: Transaction, message: Message) -> None:
            handled[place].append(message.data["taken"])

        chance = random.Random(place)
        dispatcher = Dispatcher(two[place], [Subscription(SEATS_CHANGED, handle)], chance=chance, batch=10)
        while True:
            dispatcher.run_once(clock.now())
            with two[place].read() as tx:
                if due_rows.oldest_due(tx, INBOX) is None:
                    return

    at_once(2, dispatch)
    assert sorted(handled[0] + handled[1]) == list(range(400))


def test_two_relays_publish_every_message_once(two: Two, clock: StandingClock) -> None:
    with two[0].transaction() as tx:
        for number in range(300):
            outbox.put(
                tx,
                SEATS_CHANGED,
                organisation="demo",
                subject=f"evt_{number}",
                revision=1,
                data={"event_id": f"evt_{number}", "taken": 0, "waiting": 0},
            )
    published: Counter[int] = Counter()

    class Broker:
        def is_open(self) -> bool:
            return True

        def publish(self, window: Any) -> dict[int, set[str]]:
            published.update(outgoing.position for outgoing in window)
            return {outgoing.position: set(outgoing.readers) for outgoing in window}

    def publish(place: int) -> None:
        contracts = {SEATS_CHANGED.type: SEATS_CHANGED}
        relay = Relay(two[place], Broker(), contracts, chance=random.Random(place), window=20)  # type: ignore[arg-type]
        while relay.run_once(clock.now()):
            pass

    at_once(2, publish)
    assert len(published) == 300
    assert set(published.values()) == {1}
    with two[0].read() as tx:
        assert tx.scalar(select(func.count()).where(OUTBOX.c.done_at.is_(None))) == 0
