"""A transaction happens wholly or not at all, one writer after another, and says nothing of what it wrote."""

import sqlite3
import threading
from collections.abc import Collection, Iterator
from datetime import UTC, datetime, timedelta, timezone

import pytest
from sqlalchemy import Column, Integer, MetaData, String, Table, create_engine, delete, func, insert, select, update
from sqlalchemy.exc import DBAPIError, IntegrityError, InvalidRequestError, OperationalError, StatementError

from shared import crash_points
from shared.clock import StandingClock
from shared.columns import Instant, JsonText
from shared.crash_points import Crash
from shared.database import Database
from shared.message import Message
from shared.wakeup import ANYTHING, Wakeup

METADATA = MetaData()
SHELF = Table(
    "shelf",
    METADATA,
    Column("name", String(40), primary_key=True),
    Column("books", Integer, nullable=False, default=0),
    Column("since", Instant),
    Column("notes", JsonText),
)


class Witness(Wakeup):
    """Looks at the shelf whenever it is notified."""

    def __init__(self, database: Database) -> None:
        super().__init__()
        self.database = database
        self.counts: list[int] = []

    def notify(self, changed: Collection[str] = ANYTHING) -> None:
        self.counts.append(shelves(self.database))


@pytest.fixture
def shelf(database: Database) -> Iterator[Database]:
    with database.connection() as connection:
        METADATA.create_all(connection)
    yield database
    crash_points.set_action(None)


def put(database: Database, name: str, **values: object) -> None:
    with database.transaction() as tx:
        tx.execute(insert(SHELF).values(name=name, **values))


def shelves(database: Database) -> int:
    with database.read() as tx:
        return tx.scalar(select(func.count()).select_from(SHELF)) or 0


def books(database: Database) -> int | None:
    with database.read() as tx:
        return tx.scalar(select(SHELF.c.books).where(SHELF.c.name == "north"))


def test_what_a_transaction_wrote_is_there_afterwards(shelf: Database) -> None:
    put(shelf, "north")
    assert shelves(shelf) == 1


def test_an_error_undoes_the_whole_transaction(shelf: Database) -> None:
    def write_and_fail() -> None:
        with shelf.transaction() as tx:
            tx.execute(insert(SHELF).values(name="north"))
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        write_and_fail()
    assert shelves(shelf) == 0
    put(shelf, "north")  # and the next writer is not held back


def test_a_reader_sees_a_picture_that_stands_still(shelf: Database) -> None:
    put(shelf, "north")
    with shelf.read() as tx:
        before = tx.scalar(select(func.count()).select_from(SHELF))
        put(shelf, "south")
        after = tx.scalar(select(func.count()).select_from(SHELF))
    assert (before, after) == (1, 1)
    assert shelves(shelf) == 2


def test_writers_that_read_first_lose_nothing(shelf: Database) -> None:
    put(shelf, "north", books=0)
    together = threading.Barrier(4)

    def add_books() -> None:
        together.wait()
        for _ in range(25):
            with shelf.transaction() as tx:
                present = tx.scalar(select(SHELF.c.books))
                tx.execute(update(SHELF).values(books=(present or 0) + 1))

    writers = [threading.Thread(target=add_books) for _ in range(4)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert books(shelf) == 100


def test_twin_with_a_deferred_begin_the_second_writer_fails(shelf: Database) -> None:
    """The guard: BEGIN IMMEDIATE. A deferred transaction that has read may find that it can no longer write."""
    put(shelf, "north", books=0)
    first, second = (sqlite3.connect(str(shelf.url.database), isolation_level=None) for _ in range(2))
    for writer in (first, second):
        writer.execute("BEGIN DEFERRED")
        writer.execute("SELECT books FROM shelf").fetchall()
    first.execute("UPDATE shelf SET books = 1")
    first.execute("COMMIT")
    with pytest.raises(sqlite3.OperationalError, match="locked"):
        second.execute("UPDATE shelf SET books = 2")
    first.close()
    second.close()


def test_a_reader_cannot_write(shelf: Database) -> None:
    def write() -> None:
        with shelf.read() as tx:
            tx.execute(insert(SHELF).values(name="north"))

    with pytest.raises(OperationalError, match="readonly"):
        write()
    put(shelf, "south")
    assert shelves(shelf) == 1


def test_a_reader_locks_nothing(shelf: Database) -> None:
    for reading in (shelf.read, shelf.glance):
        with pytest.raises(InvalidRequestError), reading() as tx:
            tx.execute(select(SHELF).with_for_update())


def test_an_error_of_the_database_quotes_no_value(shelf: Database) -> None:
    put(shelf, "Amal Testperson")
    with pytest.raises(IntegrityError) as raised:
        put(shelf, "Amal Testperson")
    assert "Amal" not in str(raised.value)
    assert "Amal" not in repr(raised.value)


def test_twin_without_hidden_parameters_the_value_is_quoted() -> None:
    engine = create_engine("sqlite://")

    def put_twice() -> None:
        with engine.begin() as connection:
            METADATA.create_all(connection)
            for _ in range(2):
                connection.execute(insert(SHELF).values(name="Amal Testperson"))

    with pytest.raises(DBAPIError, match="Amal"):
        put_twice()
    engine.dispose()


def test_others_are_woken_when_the_rows_can_be_seen_and_not_before(shelf: Database) -> None:
    witness = shelf.wakeup = Witness(shelf)
    with shelf.transaction() as tx:
        tx.execute(insert(SHELF).values(name="north"))
        tx.flush()
        assert witness.counts == []
    assert witness.counts == [1]


def test_nobody_is_woken_by_a_reader_or_by_a_failure(shelf: Database) -> None:
    witness = shelf.wakeup = Witness(shelf)
    shelves(shelf)
    with pytest.raises(IntegrityError):
        put(shelf, None)  # type: ignore[arg-type]
    assert witness.counts == []


def test_a_time_without_its_zone_is_refused(shelf: Database) -> None:
    with pytest.raises(StatementError, match="an instant needs a time zone"):
        put(shelf, "north", since=datetime(2027, 1, 4, 12))  # noqa: DTZ001 - naive is the point
    assert shelves(shelf) == 0


def test_an_instant_comes_back_aware_and_in_utc(shelf: Database) -> None:
    in_oslo = datetime(2027, 1, 4, 12, tzinfo=timezone(timedelta(hours=1)))
    put(shelf, "north", since=in_oslo)
    put(shelf, "south")
    with shelf.read() as tx:
        north, south = tx.execute(select(SHELF.c.since).order_by(SHELF.c.name)).scalars().all()
    assert north == in_oslo
    assert north.tzinfo is UTC
    assert south is None


def test_instants_compare_in_the_database_as_instants(shelf: Database) -> None:
    put(shelf, "north", since=datetime(2027, 1, 4, 12, tzinfo=timezone(timedelta(hours=1))))
    with shelf.read() as tx:
        half_past_ten = datetime(2027, 1, 4, 10, 30, tzinfo=UTC)
        assert tx.scalar(select(SHELF.c.name).where(SHELF.c.since > half_past_ten)) == "north"
        assert tx.scalar(select(SHELF.c.name).where(SHELF.c.since > half_past_ten + timedelta(hours=1))) is None


def test_json_is_kept_as_readable_text(shelf: Database) -> None:
    put(shelf, "north", notes={"nb": "møte", "ar": "لقاء"})
    with shelf.read() as tx:
        assert tx.scalar(select(SHELF.c.notes)) == {"nb": "møte", "ar": "لقاء"}
        assert "møte" in tx.connection().exec_driver_sql("SELECT notes FROM shelf").scalar_one()


def test_a_transaction_knows_when_by_whom_and_why(shelf: Database, clock: StandingClock) -> None:
    cause = Message(
        id="msg_1",
        source="/samling/events",
        type="event.published.v1",
        subject="evt_1",
        time=clock.now(),
        organisation="demo",
        revision=1,
        correlationid="msg_1",
        causationid=None,
        data={},
    )
    with shelf.transaction(by="organiser:usr_1", cause=cause) as tx:
        assert (tx.now, tx.by, tx.source, tx.cause) == (clock.now(), "organiser:usr_1", "notes", cause)
        assert tx.new_id("evt").startswith("evt_")


def test_sqlite_is_opened_as_durable_as_it_can_be(shelf: Database) -> None:
    with shelf.read() as tx:
        told = {
            name: tx.connection().exec_driver_sql(f"PRAGMA {name}").scalar_one()
            for name in ("journal_mode", "synchronous", "foreign_keys", "secure_delete")
        }
    assert told == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "secure_delete": 1}


@pytest.mark.parametrize(("point", "kept"), [("job.before_commit", 0), ("job.after_commit", 1)])
def test_a_named_place_has_a_crash_point_on_either_side_of_its_commit(shelf: Database, point: str, kept: int) -> None:
    def crash(reached: str) -> None:
        if reached == point:
            raise Crash(point)

    def work() -> None:
        with shelf.transaction(place="job") as tx:
            tx.execute(insert(SHELF).values(name="north"))

    crash_points.set_action(crash)
    with pytest.raises(Crash):
        work()
    assert shelves(shelf) == kept


def test_a_transaction_that_changes_nothing_wakes_nobody(shelf: Database) -> None:
    """Else a loop that looked and found nothing would wake itself for ever."""
    notices: list[Collection[str]] = []

    class Counted(Wakeup):
        def notify(self, changed: Collection[str] = ANYTHING) -> None:
            notices.append(changed)

    shelf.wakeup = Counted()
    with shelf.transaction() as tx:
        tx.execute(select(SHELF))
    with shelf.transaction() as tx:
        tx.execute(delete(SHELF).where(SHELF.c.name == "there is none"))
    assert notices == []
    put(shelf, "Tromsø")
    assert notices == [{"shelf"}]


def test_what_was_inserted_and_read_back_at_once_wakes_others(shelf: Database) -> None:
    witness = shelf.wakeup = Witness(shelf)
    with shelf.transaction() as tx:
        tx.execute(insert(SHELF).values(name="north").returning(SHELF.c.name))
    assert witness.counts == [1]
