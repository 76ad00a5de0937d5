"""On PostgreSQL no reader of a partner's log passes over an entry, and those who write it do not wait in a ring."""

import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path

import pytest
from sqlalchemy import insert, select, text
from sqlalchemy.exc import DBAPIError

from services.partners import service
from services.partners.attendance_log import LogEntry, take_position
from services.partners.operations.add_partner import add_partner
from services.partners.turn import take_turn
from shared import migrations
from shared.clock import StandingClock
from shared.database import Database, Transaction, is_in_the_way
from shared.ids import CountingIds
from tests.support.at_once import at_once, beside, deadlocks, until_waiting, waits
from tests.support.one_service import ORGANISATION
from tests.support.servers import PostgreSql
from tests.support.servers.parts import wait_until

pytestmark = pytest.mark.production

STEPS = Path(import_module(service.__name__).__file__ or "").parent / "migrations"

Positions = Callable[[Transaction], int]


class Reader:
    """A partner's system: reads, keeps how far it came, and goes on from there."""

    def __init__(self, database: Database, partner: str) -> None:
        self._database, self._partner = database, partner
        self.came_to = 0
        self.seen: list[str] = []

    def read(self) -> None:
        beyond = (LogEntry.partner_id == self._partner, LogEntry.position > self.came_to)
        with self._database.read() as tx:
            rows = tx.execute(select(LogEntry.position, LogEntry.body).where(*beyond).order_by(LogEntry.position)).all()
        self.seen += [row.body for row in rows]
        self.came_to = rows[-1].position if rows else self.came_to


@pytest.fixture
def database(postgresql: PostgreSql) -> Iterator[Database]:
    clock = StandingClock(datetime(2027, 1, 12, tzinfo=UTC))
    url = postgresql.new_database()
    database = Database(url, source="partners", clock=clock, ids=CountingIds(), pool_size=10)
    migrations.migrate(database, STEPS)
    yield database
    database.close()


@pytest.fixture
def partner(database: Database) -> str:
    return a_partner(database)


def a_partner(database: Database) -> str:
    with database.transaction() as tx:
        return add_partner(tx, ORGANISATION, name="Introduksjonsprogrammet").id


def write(tx: Transaction, partner: str, word: str, position: int) -> None:
    tx.execute(
        insert(LogEntry).values(
            organisation=ORGANISATION,
            partner_id=partner,
            position=position,
            message_id=f"msg_{word}",
            type="attendance.recorded.v1",
            subject="att_1",
            body=word,
            at=tx.now,
        )
    )


def writes(database: Database, partner: str, word: str, positions: Positions) -> None:
    with database.transaction() as tx:
        write(tx, partner, word, positions(tx))


def counter_of(partner: str) -> Positions:
    return lambda tx: take_position(tx, ORGANISATION, partner)


def sequence(tx: Transaction) -> int:
    return int(tx.scalar(text("SELECT nextval('places')")) or 0)


def test_a_reader_sees_both_when_the_first_to_take_a_position_commits_last(database: Database, partner: str) -> None:
    reader = Reader(database, partner)
    with ExitStack() as meanwhile, database.transaction() as tx:
        position = counter_of(partner)(tx)
        meanwhile.enter_context(beside(lambda: writes(database, partner, "second", counter_of(partner))))
        until_waiting(database)
        reader.read()
        write(tx, partner, "first", position)
    reader.read()
    assert reader.seen == ["first", "second"]


def test_twin_with_a_sequence_the_reader_passes_over_the_late_one(database: Database, partner: str) -> None:
    with database.connection() as connection:
        connection.exec_driver_sql("CREATE SEQUENCE places")
    reader = Reader(database, partner)
    with database.transaction() as tx:
        position = sequence(tx)
        writes(database, partner, "second", sequence)
        reader.read()
        write(tx, partner, "first", position)
    reader.read()
    assert reader.seen == ["second"]


def test_what_failed_leaves_no_gap(database: Database, partner: str) -> None:
    with pytest.raises(ZeroDivisionError), database.transaction() as tx:
        write(tx, partner, "nothing", counter_of(partner)(tx) // 0)
    writes(database, partner, "first", counter_of(partner))
    reader = Reader(database, partner)
    reader.read()
    assert (reader.seen, reader.came_to) == (["first"], 1)


def test_twin_with_a_sequence_what_failed_leaves_a_gap(database: Database) -> None:
    with database.connection() as connection:
        connection.exec_driver_sql("CREATE SEQUENCE places")
    with pytest.raises(ZeroDivisionError), database.transaction() as tx:
        sequence(tx) / 0
    with database.transaction() as tx:
        assert sequence(tx) == 2


def test_who_reads_while_four_write_sees_every_entry_once_and_in_order(database: Database, partner: str) -> None:
    reader, done = Reader(database, partner), threading.Event()

    def read_on() -> None:
        while not done.is_set():
            reader.read()

    def write_fifty(place: int) -> None:
        for number in range(50):
            writes(database, partner, f"{place}/{number}", counter_of(partner))

    with beside(read_on):
        try:
            at_once(4, write_fifty)
        finally:
            done.set()
    reader.read()
    assert len(reader.seen) == len(set(reader.seen)) == reader.came_to == 200
    for place in range(4):
        mine = [word for word in reader.seen if word.startswith(f"{place}/")]
        assert mine == [f"{place}/{number}" for number in range(50)]


def told_crosswise(database: Database, take: Callable[[Transaction], None]) -> list[bool]:
    """Two batches tell two partners, each in its own order; whether each was done."""
    partners = [a_partner(database), a_partner(database)]
    have_one: list[str] = []

    def tell(place: int) -> bool:
        first, second = partners if place == 0 else partners[::-1]
        try:
            with database.transaction() as tx:
                take(tx)
                counter_of(first)(tx)
                have_one.append(first)
                wait_until(lambda: len(have_one) == 2 or waits(database) > 0, OSError)
                counter_of(second)(tx)
        except DBAPIError as error:
            if not is_in_the_way(error):
                raise
            return False
        return True

    return at_once(2, tell)


def test_two_that_tell_several_partners_take_turns(database: Database) -> None:
    assert told_crosswise(database, take_turn) == [True, True]
    assert deadlocks(database) == 0


def test_twin_without_the_turn_they_deadlock(database: Database) -> None:
    assert sorted(told_crosswise(database, lambda _tx: None)) == [False, True]
    assert deadlocks(database) == 1
