"""Many at one database at the same moment, and what it says of them."""

import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import TypeVar

import psycopg
from sqlalchemy import URL

from shared.database import Database, Transaction
from tests.support.servers.parts import wait_until

Result = TypeVar("Result")
PATIENCE = 20.0


def at_once(number: int, act: Callable[[int], Result]) -> list[Result]:
    """What so many threads made of it, each beginning when all are there; the first fault is raised."""
    together = threading.Barrier(number)
    results: dict[int, Result] = {}
    faults: list[BaseException] = []

    def run(place: int) -> None:
        try:
            together.wait(PATIENCE)
            results[place] = act(place)
        except BaseException as fault:
            faults.append(fault)

    threads = [threading.Thread(target=run, args=(place,)) for place in range(number)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(PATIENCE * 2)
    if faults:
        raise faults[0]
    return [results[place] for place in range(number)]


@contextmanager
def beside(act: Callable[[], object]) -> Iterator[None]:
    """Runs it in another thread meanwhile; it must end well, and soon after."""
    faults: list[BaseException] = []

    def run() -> None:
        try:
            act()
        except BaseException as fault:
            faults.append(fault)

    thread = threading.Thread(target=run)
    thread.start()
    yield
    thread.join(PATIENCE)
    assert not thread.is_alive(), "it still waits"
    if faults:
        raise faults[0]


def behind(database: Database, first: Callable[[Transaction], object], second: Callable[[], object]) -> None:
    """`second` comes when `first` has acted and not committed, and must wait for that."""
    with ExitStack() as meanwhile, database.transaction() as tx:
        first(tx)
        meanwhile.enter_context(beside(second))
        until_waiting(database)


def until_waiting(database: Database, number: int = 1) -> None:
    """Returns when so many connections to this PostgreSQL database wait for a lock of others."""
    wait_until(lambda: waits(database) >= number, psycopg.OperationalError, PATIENCE)


def waits(database: Database) -> int:
    """How many connections to this PostgreSQL database wait for a lock of others."""
    query = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
    return _ask(database.url, query)


def deadlocks(database: Database, *others: Database) -> int:
    """How many deadlocks this PostgreSQL database has broken; all who are connected to it must be given."""
    for one in (database, *others):
        one.close()  # a connection reports what it saw at its end
    nobody_else = "SELECT count(*) = 1 FROM pg_stat_activity WHERE datname = current_database()"
    wait_until(lambda: _ask(database.url, nobody_else), psycopg.OperationalError, PATIENCE)
    return int(_ask(database.url, "SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()"))


def _ask(url: URL, query: str) -> int:
    address = url.set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(address, autocommit=True) as connection:
        row = connection.execute(query).fetchone()  # type: ignore[call-overload]
        assert row
        return int(row[0])
