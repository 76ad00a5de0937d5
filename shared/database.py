"""Opens the database of one service and its transactions; nothing else opens a connection."""

import re
from collections.abc import Collection, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, nullcontext
from datetime import datetime, timedelta
from functools import lru_cache
from pathlib import Path
from sqlite3 import Connection as SqliteConnection
from typing import Any

from sqlalchemy import URL, Connection, Engine, ExceptionContext, create_engine, event, func, make_url, select
from sqlalchemy.exc import DBAPIError, DisconnectionError, InvalidRequestError
from sqlalchemy.orm import Session

from shared import crash_points
from shared.clock import Clock
from shared.fair_lock import FairLock
from shared.folding import fold
from shared.ids import Ids
from shared.message import Message
from shared.wakeup import ANYTHING, Wakeup

_STANDING_STILL = {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}


RESTED = timedelta(seconds=1)  # after which a connection is asked whether it still lives

_CHANNEL = "samling_commit"
_RESTING = "resting_since"
_CHANGED = "changed"
_CHANGING = ("INSERT", "UPDATE", "DELETE", "WITH")
_WRITES = re.compile(r"\b(?:INSERT INTO|(?<!DO )(?<!FOR )UPDATE|DELETE FROM) (\w+)")
_IN_THE_WAY = ("40001", "40P01", "55P03")  # serialization failure, deadlock, lock not available
# a server that fell silent without closing is given up within half a minute; the system would wait for hours
_GIVEN_UP = {"keepalives_idle": 10, "keepalives_interval": 5, "keepalives_count": 4, "tcp_user_timeout": 30_000}
_OF_VALUES = "22"  # the class of errors whose first line may quote a value


def is_in_the_way(error: BaseException) -> bool:
    """Whether the database refused only because of what others did at that moment: the same may succeed afterwards."""
    return isinstance(error, DBAPIError) and getattr(error.orig, "sqlstate", None) in _IN_THE_WAY


class Transaction(Session):
    """One transaction of one service, with what its work needs to know.

    `now` is the instant it began, `by` who acts, `source` the service's name on messages, `cause` the message that is
    being handled.
    """

    now: datetime
    by: str
    source: str
    cause: Message | None
    _ids: Ids

    def new_id(self, prefix: str) -> str:
        """A new id such as `evt_…`."""
        return self._ids(prefix)


class Database:
    """The one database of a service: SQLite in a file, or PostgreSQL."""

    def __init__(self, url: str, *, source: str, clock: Clock, ids: Ids, pool_size: int = 5) -> None:
        parsed = make_url(url)
        self.dialect = parsed.get_backend_name()
        self.url = parsed
        self.source = source
        self.wakeup = Wakeup()
        self._clock = clock
        self._ids = ids
        if self.dialect == "sqlite":
            self._writing, self._reading = _sqlite(parsed), _sqlite(parsed, query_only=True)
        else:
            self._writing = self._reading = _postgresql(parsed, pool_size, clock)
            event.listen(self._writing, "handle_error", _quote_nothing)
        event.listen(self._writing, "after_cursor_execute", _note_change)
        self._writer: AbstractContextManager[None] = FairLock() if self.dialect == "sqlite" else nullcontext()
        # SQLite's BEGIN says it all; PostgreSQL would show a reader each commit as it comes
        self._glancing = {} if self.dialect == "sqlite" else {"isolation_level": "AUTOCOMMIT"}
        self._standing_still = {} if self.dialect == "sqlite" else _STANDING_STILL

    @contextmanager
    def transaction(
        self, *, by: str = "system", cause: Message | None = None, place: str | None = None
    ) -> Iterator[Transaction]:
        """Opens a transaction that writes: committed at the end, undone on an error. `place` names its crash points."""
        with self._writer, self._open(self._writing, {}, by, cause) as tx:
            changed: set[str] = set()
            connection = tx.connection()
            connection.info[_CHANGED], before = changed, self._count(connection)
            yield tx
            tx.flush()
            if before is not None and self._count(connection) == before:
                changed.clear()
            if place:
                crash_points.reach(f"{place}.before_commit")
        if changed:  # a loop that looked and found nothing must not wake itself
            self.wakeup.notify(changed)
        if place:
            crash_points.reach(f"{place}.after_commit")

    @contextmanager
    def read(self) -> Iterator[Transaction]:
        """Opens a transaction that only reads, and cannot write; what it sees stands still."""
        with self._open(self._reading, self._standing_still) as tx:
            yield tx

    @contextmanager
    def glance(self) -> Iterator[Transaction]:
        """Opens what only reads, where each statement may see a later state: none waits for BEGIN and COMMIT."""
        with self._open(self._reading, self._glancing) as tx:
            yield tx

    @contextmanager
    def connection(self) -> Iterator[Connection]:
        """A bare connection in a writing transaction, one at a time in all processes, for migrations."""
        with self._writer, self._writing.connect() as connection, connection.begin():
            if self.dialect != "sqlite":
                connection.exec_driver_sql("SELECT pg_advisory_xact_lock(hashtext('samling'))")
            yield connection

    def announce(self, changed: Collection[str]) -> None:
        """Tells the other processes of this service that something was committed, in which tables."""
        with self._writing.connect() as connection:
            connection = connection.execution_options(isolation_level="AUTOCOMMIT")
            connection.execute(select(func.pg_notify(_CHANNEL, " ".join(sorted(changed)))))

    def notices(self, seconds: float) -> Iterator[Collection[str] | None]:
        """In which tables others announced commits, again and again; None: nobody did within the given seconds.

        Holds a connection.
        """
        with self._writing.connect() as connection:
            connection = connection.execution_options(isolation_level="AUTOCOMMIT")
            connection.exec_driver_sql(f"LISTEN {_CHANNEL}")
            raw: Any = connection.connection.driver_connection
            try:
                while True:
                    heard = [one.payload.split() for one in raw.notifies(timeout=seconds, stop_after=1)]
                    # one that says nothing is of another version
                    yield (set().union(*heard) if all(heard) else ANYTHING) if heard else None
            finally:
                connection.invalidate()  # the pool must not lend out a connection that listens

    def close(self) -> None:
        self._writing.dispose()
        self._reading.dispose()

    def _count(self, connection: Connection) -> int | None:
        """How many rows SQLite has ever changed here: of a statement with RETURNING its driver tells too late."""
        raw: Any = connection.connection.driver_connection
        return int(raw.total_changes) if self.dialect == "sqlite" else None

    @contextmanager
    def _open(
        self, engine: Engine, manners: Mapping[str, Any], by: str = "system", cause: Message | None = None
    ) -> Iterator[Transaction]:
        with engine.connect() as connection:
            if manners:
                connection = connection.execution_options(**manners)
            with connection.begin(), Transaction(bind=connection, expire_on_commit=False) as tx:
                tx.now, tx.by, tx.source, tx.cause, tx._ids = self._clock.now(), by, self.source, cause, self._ids
                yield tx


def _note_change(
    connection: Connection, cursor: Any, statement: str, _parameters: Any, _context: Any, _executemany: bool
) -> None:
    # SQLite's driver tells how many rows only when those that come back are read
    if cursor.rowcount != 0 or (connection.dialect.name == "sqlite" and "RETURNING" in statement):
        connection.info.get(_CHANGED, set()).update(_written(statement))


@lru_cache(maxsize=1000)
def _written(statement: str) -> frozenset[str]:
    """The tables that a statement writes."""
    return frozenset(_WRITES.findall(statement)) if statement.lstrip()[:6].upper().startswith(_CHANGING) else ANYTHING


def _quote_nothing(context: ExceptionContext) -> None:
    """PostgreSQL explains its errors with the values of the row."""
    error: Any = context.original_exception
    if getattr(error, "sqlstate", None) is None or context.sqlalchemy_exception is None:
        return
    said = error.sqlstate if error.sqlstate.startswith(_OF_VALUES) else f"{error.sqlstate} {error.diag.message_primary}"
    error.args = (said,)
    context.sqlalchemy_exception.args = (f"({type(error).__name__}) {said}",)


def _refuse_to_lock(_connection: Connection, statement: Any, *_given: Any) -> None:
    """As PostgreSQL does: SQLite knows no locks of rows, and would let it pass."""
    if getattr(statement, "_for_update_arg", None) is not None:
        raise InvalidRequestError("What only reads locks nothing.")


def _folded(text: str | None) -> str | None:
    return None if text is None else fold(text)


def _sqlite(url: URL, *, query_only: bool = False) -> Engine:
    """Its connections write, or cannot: one that changed between the two would forget all statements it has parsed."""
    if url.database and url.database != ":memory:":
        Path(url.database).parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    engine = create_engine(
        url,
        connect_args={"check_same_thread": False, "timeout": 30},
        pool_size=32,
        max_overflow=32,
        hide_parameters=True,
    )

    @event.listens_for(engine, "connect")
    def prepare(connection: SqliteConnection, _record: Any) -> None:
        connection.isolation_level = None  # the driver's own BEGIN loses updates: we say it ourselves
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "secure_delete=ON"):
            connection.execute(f"PRAGMA {pragma}").close()
        connection.execute(f"PRAGMA query_only={'ON' if query_only else 'OFF'}").close()
        connection.create_function("folded", 1, _folded, deterministic=True)

    if query_only:
        event.listen(engine, "before_execute", _refuse_to_lock)

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN DEFERRED" if query_only else "BEGIN IMMEDIATE")

    return engine


def _postgresql(url: URL, pool_size: int, clock: Clock) -> Engine:
    engine = create_engine(
        url.set(drivername="postgresql+psycopg"),
        pool_size=pool_size,
        max_overflow=0,
        pool_timeout=10,
        hide_parameters=True,
        # jit: to compile a statement takes longer than any of ours runs
        connect_args={"connect_timeout": 5, "options": "-c timezone=UTC -c lock_timeout=10s -c jit=off"} | _GIVEN_UP,
    )

    @event.listens_for(engine, "checkin")
    def rest(_connection: Any, record: Any) -> None:
        record.info[_RESTING] = clock.now()

    @event.listens_for(engine, "checkout")
    def look(connection: Any, record: Any, _proxy: Any) -> None:
        """Whether it is still there: asked of one that lay for a while, since it costs as much as a statement."""
        now = clock.now()
        if timedelta(0) <= now - record.info.get(_RESTING, now) < RESTED:
            return
        try:
            engine.dialect.do_ping(connection)
        except engine.dialect.loaded_dbapi.Error as error:
            raise DisconnectionError from error  # the pool opens another

    return engine
