"""What every database must do for the machinery: one suite for SQLite in a file and for PostgreSQL."""

import socket
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import Column, Integer, MetaData, String, Table, func, insert, select, update
from sqlalchemy.exc import DBAPIError, IntegrityError, SQLAlchemyError, StatementError

from shared.clock import StandingClock
from shared.columns import BigId, Instant, JsonText
from shared.database import RESTED, Database
from shared.ids import CountingIds
from shared.notices import announcer, listener
from shared.sql import follow, insert_ignore, upsert
from tests.support.at_once import at_once
from tests.support.servers import PostgreSql

pytestmark = pytest.mark.production

NOW = datetime(2027, 1, 4, 11, tzinfo=UTC)
TABLES = MetaData()
SHELF = Table(
    "shelf",
    TABLES,
    Column("id", String(40), primary_key=True),
    Column("books", Integer, nullable=False, default=0),
    Column("revision", BigId, nullable=False, default=0),
    Column("since", Instant),
    Column("notes", JsonText),
)

Open = Callable[[], Database]


@pytest.fixture(params=["sqlite", "postgresql"])
def open_database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Open]:
    """Opens one database again and again, as several processes would."""
    if request.param == "sqlite":
        url = f"sqlite:///{tmp_path / 'notes.sqlite3'}"
    else:
        server: PostgreSql = request.getfixturevalue("postgresql")
        url = server.new_database()
    opened: list[Database] = []

    def opens() -> Database:
        opened.append(Database(url, source="notes", clock=StandingClock(NOW), ids=CountingIds(), pool_size=10))
        return opened[-1]

    yield opens
    for database in opened:
        database.close()


@pytest.fixture
def shelf(open_database: Open) -> Database:
    database = open_database()
    with database.connection() as connection:
        TABLES.create_all(connection)
    return database


def put(database: Database, name: str, **values: object) -> None:
    with database.transaction() as tx:
        tx.execute(insert(SHELF).values(id=name, **values))


def shelves(database: Database) -> int:
    with database.read() as tx:
        return tx.scalar(select(func.count()).select_from(SHELF)) or 0


def test_a_transaction_happens_wholly_or_not_at_all(shelf: Database) -> None:
    def write_and_fail() -> None:
        with shelf.transaction() as tx:
            tx.execute(insert(SHELF).values(id="north"))
            tx.execute(insert(SHELF).values(id="south"))
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        write_and_fail()
    assert shelves(shelf) == 0
    put(shelf, "north")
    assert shelves(shelf) == 1


def test_a_savepoint_that_fails_takes_nothing_else_with_it(shelf: Database) -> None:
    with shelf.transaction() as tx:
        tx.execute(insert(SHELF).values(id="north"))
        with pytest.raises(IntegrityError), tx.begin_nested():
            tx.execute(insert(SHELF), [{"id": "south"}, {"id": "north"}])
        tx.execute(insert(SHELF).values(id="west"))
    with shelf.read() as tx:
        assert tx.scalars(select(SHELF.c.id).order_by(SHELF.c.id)).all() == ["north", "west"]


def test_nobody_sees_what_is_not_committed(shelf: Database) -> None:
    with shelf.transaction() as tx:
        tx.execute(insert(SHELF).values(id="north"))
        assert shelves(shelf) == 0
    assert shelves(shelf) == 1


def test_what_a_reader_sees_stands_still(shelf: Database) -> None:
    with shelf.read() as tx:
        before = tx.scalar(select(func.count()).select_from(SHELF))
        put(shelf, "north")
        after = tx.scalar(select(func.count()).select_from(SHELF))
    assert (before, after) == (0, 0)
    assert shelves(shelf) == 1


def test_twin_a_transaction_that_writes_sees_what_others_commit_meanwhile(open_database: Open, shelf: Database) -> None:
    """The guard: REPEATABLE READ. A file lets nobody commit meanwhile; PostgreSQL shows each commit as it comes."""
    if shelf.dialect == "sqlite":
        return
    with shelf.transaction() as tx:
        before = tx.scalar(select(func.count()).select_from(SHELF))
        put(open_database(), "north")
        after = tx.scalar(select(func.count()).select_from(SHELF))
    assert (before, after) == (0, 1)


def test_a_reader_cannot_write(shelf: Database) -> None:
    def write() -> None:
        with shelf.read() as tx:
            tx.execute(insert(SHELF).values(id="north"))

    with pytest.raises(DBAPIError, match=r"readonly|read-only"):
        write()
    put(shelf, "south")  # on the same connection, taken from the pool
    assert shelves(shelf) == 1


def test_a_reader_locks_nothing(shelf: Database) -> None:
    with pytest.raises(SQLAlchemyError, match="only"), shelf.read() as tx:
        tx.execute(select(SHELF).with_for_update())
    assert shelves(shelf) == 0


def test_of_writers_that_count_in_the_database_none_is_lost(shelf: Database) -> None:
    put(shelf, "north")

    def add(_place: int) -> None:
        for _ in range(25):
            with shelf.transaction() as tx:
                tx.execute(update(SHELF).values(books=SHELF.c.books + 1))

    at_once(4, add)
    with shelf.read() as tx:
        assert tx.scalar(select(SHELF.c.books)) == 100


def test_of_writers_that_lock_what_they_read_none_is_lost(shelf: Database) -> None:
    put(shelf, "north")

    def add(_place: int) -> None:
        for _ in range(25):
            with shelf.transaction() as tx:
                books = tx.scalar(select(SHELF.c.books).with_for_update()) or 0
                tx.execute(update(SHELF).values(books=books + 1))

    at_once(4, add)
    with shelf.read() as tx:
        assert tx.scalar(select(SHELF.c.books)) == 100


def test_an_instant_comes_back_aware_and_in_utc_and_compares_as_one(shelf: Database) -> None:
    in_oslo = datetime(2027, 1, 4, 12, 0, 0, 123456, tzinfo=timezone(timedelta(hours=1)))
    put(shelf, "north", since=in_oslo)
    with shelf.read() as tx:
        found = tx.scalars(select(SHELF.c.since)).one()
        earlier = tx.scalars(select(SHELF.c.id).where(SHELF.c.since > in_oslo.astimezone(UTC))).all()
        later = tx.scalars(select(SHELF.c.id).where(SHELF.c.since >= in_oslo.astimezone(UTC))).all()
    assert found == in_oslo
    assert found.tzinfo is UTC
    assert (earlier, later) == ([], ["north"])


def test_a_time_without_its_zone_is_refused(shelf: Database) -> None:
    with pytest.raises(StatementError, match="an instant needs a time zone"):
        put(shelf, "north", since=datetime(2027, 1, 4, 12))  # noqa: DTZ001 - naive is the point
    assert shelves(shelf) == 0


def test_structures_and_every_script_come_back_as_they_were(shelf: Database) -> None:
    notes = {"nb": "møte", "ar": "لقاء", "list": [1, None, "🙂"]}
    put(shelf, "north", notes=notes)
    with shelf.read() as tx:
        assert tx.scalars(select(SHELF.c.notes)).one() == notes


def test_an_error_of_the_database_quotes_no_value(shelf: Database) -> None:
    put(shelf, "Amal Testperson")
    with pytest.raises(IntegrityError) as raised:
        put(shelf, "Amal Testperson")
    for error in (raised.value, raised.value.orig):
        assert "Amal" not in f"{error} {error!r}"


def test_twin_as_the_driver_raises_it_the_error_names_the_row(shelf: Database) -> None:
    if shelf.dialect == "sqlite":
        return  # it names the column only
    put(shelf, "Amal Testperson")
    with psycopg.connect(shelf.url.render_as_string(hide_password=False)) as connection:
        with pytest.raises(psycopg.IntegrityError, match="Amal"):
            connection.execute("INSERT INTO shelf (id) VALUES ('Amal Testperson')")
        connection.rollback()


def test_a_copy_follows_what_is_newer_and_nothing_else(shelf: Database) -> None:
    taken = []
    for revision in (1, 3, 2, 3):
        with shelf.transaction() as tx:
            taken.append(follow(tx, SHELF, {"id": "north", "revision": revision, "books": revision}))
    assert taken == [True, True, False, False]
    with shelf.read() as tx:
        assert tx.scalar(select(SHELF.c.books)) == 3


def test_of_two_that_follow_one_subject_at_once_the_newest_stays(open_database: Open, shelf: Database) -> None:
    databases = [open_database(), open_database()]
    for round_ in range(20):

        def take(place: int, name: str = f"shelf {round_}") -> bool:
            with databases[place].transaction() as tx:
                return follow(tx, SHELF, {"id": name, "revision": place + 1, "books": place + 1})

        _, newer = at_once(2, take)
        assert newer
    with shelf.read() as tx:
        assert set(tx.scalars(select(SHELF.c.books))) == {2}


def test_rows_are_inserted_once_or_overwritten_as_asked(shelf: Database) -> None:
    with shelf.transaction() as tx:
        insert_ignore(tx, SHELF, [{"id": "north", "books": 1}, {"id": "south", "books": 1}], "id")
        insert_ignore(tx, SHELF, [{"id": "north", "books": 2}, {"id": "west", "books": 2}], "id")
        upsert(tx, SHELF, [{"id": "south", "books": 3}, {"id": "east", "books": 3}], "id")
    with shelf.read() as tx:
        rows = tx.execute(select(SHELF.c.id, SHELF.c.books)).all()
    assert {row.id: row.books for row in rows} == {"north": 1, "west": 2, "south": 3, "east": 3}


@pytest.mark.parametrize("way", ["insert", "returning", "upsert"])
def test_a_change_wakes_the_loops_of_its_process_and_a_look_does_not(shelf: Database, way: str) -> None:
    woken = shelf.wakeup.another()
    with shelf.transaction() as tx:
        tx.execute(select(SHELF).with_for_update())
        tx.execute(update(SHELF).where(SHELF.c.id == "there is none").values(books=1))
    assert not woken.wait(0)
    with shelf.transaction() as tx:
        if way == "insert":
            tx.execute(insert(SHELF).values(id="north"))
        elif way == "returning":
            tx.execute(insert(SHELF).values(id="north").returning(SHELF.c.id))
        else:
            follow(tx, SHELF, {"id": "north", "revision": 1})
    assert woken.wait(0)


def test_a_commit_of_one_process_wakes_the_loops_of_another(open_database: Open, shelf: Database) -> None:
    if shelf.dialect == "sqlite":
        return  # one process has a file
    here, there = shelf, open_database()
    woken = there.wakeup.another()
    tells, hears = announcer(here), listener(there)
    hears.start()
    tells.start()
    try:
        stop = threading.Event()
        for number in range(100):  # the listener may not have begun when the first is said
            put(here, f"shelf {number}")
            if woken.wait(1):
                stop.set()
                break
        assert stop.is_set()
    finally:
        tells.stop()
        hears.stop()


@pytest.mark.skipif(not hasattr(socket, "TCP_USER_TIMEOUT"), reason="told by Linux alone")
def test_a_database_that_falls_silent_is_given_up_within_half_a_minute(postgresql: PostgreSql) -> None:
    """A line that is cut without a word is noticed by the system alone, and it would wait for hours."""
    database = Database(postgresql.new_database(), source="notes", clock=StandingClock(NOW), ids=CountingIds())
    with database.read() as tx:
        number = tx.connection().connection.driver_connection.fileno()  # type: ignore[union-attr]
        with socket.socket(fileno=number) as line:
            silent = line.getsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT) / 1000
            looks = (socket.TCP_KEEPIDLE, socket.TCP_KEEPINTVL, socket.TCP_KEEPCNT)
            idle, interval, count = (line.getsockopt(socket.IPPROTO_TCP, look) for look in looks)
            line.detach()
    database.close()
    assert silent <= 30
    assert idle + interval * count <= 30


def cut_off(shelf: Database) -> None:
    """The server ends all connections that the pool keeps."""
    with psycopg.connect(shelf.url.render_as_string(hide_password=False), autocommit=True) as connection:
        others = "datname = current_database() AND pid <> pg_backend_pid()"
        connection.execute(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE {others}")


def test_a_connection_that_ended_while_it_lay_is_replaced_unnoticed(shelf: Database) -> None:
    if shelf.dialect == "sqlite":
        return
    put(shelf, "north")
    cut_off(shelf)
    rests(shelf)
    put(shelf, "south")
    assert shelves(shelf) == 2


def test_twin_one_that_was_used_a_moment_ago_fails_once_and_takes_the_others_with_it(shelf: Database) -> None:
    if shelf.dialect == "sqlite":
        return
    with shelf.read():
        put(shelf, "north")
    cut_off(shelf)
    with pytest.raises(DBAPIError):
        put(shelf, "south")
    with shelf.read():
        put(shelf, "south")
    assert shelves(shelf) == 2


def rests(shelf: Database) -> None:
    clock = shelf._clock
    assert isinstance(clock, StandingClock)
    clock.advance(RESTED)
