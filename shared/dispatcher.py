"""Works due inbox rows: each is handled in a savepoint and marked done in the same transaction."""

import random
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from itertools import groupby
from typing import Any

import structlog
from marshmallow import ValidationError
from sqlalchemy import Row, Update, and_, bindparam, exists, or_, select, update
from sqlalchemy.exc import DBAPIError

from shared import due_rows, retry_schedule
from shared.contracts import Contract
from shared.database import Database, Transaction, is_in_the_way
from shared.inbox import INBOX, wake_waiting
from shared.message import Message, Unreadable
from shared.problems import Problem
from shared.sql import dialect_of, one_of

_log = structlog.get_logger(__name__)

_EARLIER = INBOX.alias("earlier")
_OLDER = or_(
    _EARLIER.c.revision < INBOX.c.revision,
    and_(_EARLIER.c.revision == INBOX.c.revision, _EARLIER.c.position < INBOX.c.position),
)
_SAME = and_(_EARLIER.c.source == INBOX.c.source, _EARLIER.c.subject == INBOX.c.subject)
_FIRST_OF_ITS_SUBJECT = ~exists().where(_SAME, _EARLIER.c.due_at.is_not(None), _OLDER)

# in the order of the index: of EXISTS PostgreSQL hopes for an early hit, and reads the whole table
_ANY_WAITS = (
    select(INBOX.c.position)
    .where(INBOX.c.waiting_subject.is_not(None))
    .order_by(INBOX.c.waiting_source, INBOX.c.waiting_subject)
    .limit(1)
)

TRIES = 5
PATIENCE = timedelta(hours=1)
LET_BY = timedelta(seconds=1)  # at most, for whoever was in the way


class _InTheWay(Exception):
    """A handler met the locks of another transaction: the batch ends, so that its own locks are let go."""


class NotYet(Exception):
    """A handler lacks a fact that another message will bring: the state of `subject` at `revision` or later."""

    def __init__(self, source: str, subject: str, revision: int = 0) -> None:
        super().__init__(f"waits for {subject}")
        self.source = f"/samling/{source}"
        self.subject = subject
        self.revision = revision


@dataclass(frozen=True)
class Subscription:
    """Which function handles a message type. `locks` names the field of `data` whose row the handler locks first.

    `ahead`: those rows are locked before the rows of other subscriptions, wherever both are locked. `together` does to
    many messages, no two of one subject, what the handler does to each in turn, in fewer statements; it says nothing.
    `bulk`: each says much and nobody waits for it alone; few are taken into a batch, beside all others.
    """

    contract: Contract
    handler: Callable[[Transaction, Message], None]
    locks: str | None = None
    ahead: bool = False
    together: Callable[[Transaction, Sequence[Message]], None] | None = None
    bulk: bool = False


class Dispatcher:
    """Hands messages to their handlers: lowest revision of a subject first, one of a subject at a time."""

    def __init__(
        self,
        database: Database,
        subscriptions: Iterable[Subscription],
        *,
        chance: random.Random,
        batch: int = 100,
        per_lock: int = 20,
        bulk: int = 1,
    ) -> None:
        self._database = database
        self._subscriptions = {subscription.contract.type: subscription for subscription in subscriptions}
        self._chance = chance
        self._batch = batch
        self._per_lock = per_lock
        self._bulk = bulk
        self._lanes = [(_FIRST_OF_ITS_SUBJECT, batch)]
        if in_bulk := [type_ for type_, subscription in self._subscriptions.items() if subscription.bulk]:
            of_these = INBOX.c.type.in_(in_bulk)
            self._lanes = [(_FIRST_OF_ITS_SUBJECT & ~of_these, batch), (_FIRST_OF_ITS_SUBJECT & of_these, bulk)]

    def locks(self, message: Message) -> str | None:
        """The row that the handler of this message will lock, for ordering a batch."""
        subscription = self._subscriptions.get(message.type)
        value = message.data.get(subscription.locks) if subscription and subscription.locks else None
        return value[:200] if isinstance(value, str) and value.isprintable() else None

    def run_once(self, now: datetime) -> int:  # noqa: ARG002 - the transaction tells the time
        """Handles one batch; returns how many rows it looked at."""
        with self._database.transaction(by="system:dispatcher", place="dispatcher") as tx:
            rows = self._next(tx)
            handled: list[tuple[int, Message]] = []
            with suppress(_InTheWay):
                for _, run in groupby(rows, key=lambda row: row.type):
                    self._handle_run(tx, list(run), handled)
            self._finish(tx, handled)
        return len(rows)

    def _next(self, tx: Transaction) -> list[Row[Any]]:
        order = (INBOX.c.due_at, INBOX.c.position)
        found: list[Row[Any]] = []
        for where, limit in self._lanes:
            found += due_rows.select_due(tx, INBOX, limit=limit, where=where, order_by=order)
        found.sort(key=lambda row: (not self._is_ahead(row.type), row.locks or "", row.position))
        seen: Counter[str] = Counter()
        rows = []
        for row in found:
            seen[row.locks or ""] += 1
            if not row.locks or seen[row.locks] <= self._per_lock:
                rows.append(row)
        return rows

    def _is_ahead(self, type_: str) -> bool:
        subscription = self._subscriptions.get(type_)
        return subscription is not None and subscription.ahead

    def _handle_run(self, tx: Transaction, rows: list[Row[Any]], handled: list[tuple[int, Message]]) -> None:
        """Rows of one type that follow one another: in one go where that can be, else each by itself."""
        done = self._together(tx, rows) if len(rows) > 1 else []
        handled += done
        for row in [] if done else rows:
            handled += self._handle(tx, row)

    def _together(self, tx: Transaction, rows: Sequence[Row[Any]]) -> list[tuple[int, Message]]:
        """None of them if it fails with any: then each is handled by itself, and only who is at fault suffers."""
        subscription = self._subscriptions.get(rows[0].type)
        if subscription is None or subscription.together is None:
            return []
        try:
            read = [Message.from_json(row.body) for row in rows]
            messages = [_with_data(message, subscription.contract.load(message.data)) for message in read]
            with tx.begin_nested():
                subscription.together(tx, messages)
                tx.flush()
        except Exception as error:
            if isinstance(error, DBAPIError) and error.connection_invalidated:
                raise  # the batch never was: the database undoes it
            if is_in_the_way(error):
                self._let_by(tx, rows[0], error)
                raise _InTheWay from error
            return []
        return [(row.position, message) for row, message in zip(rows, messages, strict=True)]

    def _handle(self, tx: Transaction, row: Row[Any]) -> list[tuple[int, Message]]:
        try:
            message = Message.from_json(row.body)
        except Unreadable as fault:  # parked at its arrival, and revived by hand
            self._give_up(tx, row, str(fault))
            return []
        subscription = self._subscriptions.get(message.type)
        if subscription is None:
            self._give_up(tx, row, "nothing here reads this type")
            return []
        try:
            message = _with_data(message, subscription.contract.load(message.data))
            tx.cause = message
            with tx.begin_nested():
                subscription.handler(tx, message)
                tx.flush()
        except NotYet as fact:
            self._wait_for(tx, row, fact)
        except ValidationError as fault:
            self._give_up(tx, row, f"the data does not keep its contract: {', '.join(sorted(fault.messages_dict))}")
        except Exception as error:
            if isinstance(error, DBAPIError) and error.connection_invalidated:
                raise  # the batch never was: the database undoes it
            if is_in_the_way(error):
                self._let_by(tx, row, error)
                raise _InTheWay from error
            self._failed(tx, row, error)
        else:
            return [(row.position, message)]
        finally:
            tx.cause = None
        return []

    def _finish(self, tx: Transaction, handled: Sequence[tuple[int, Message]]) -> None:
        if not handled:
            return
        tx.execute(_done(dialect_of(tx)), {"handled": [position for position, _ in handled], "now": tx.now})
        if tx.scalar(_ANY_WAITS) is not None:
            for _, message in handled:
                wake_waiting(tx, message.source, message.subject, message.revision)

    def _wait_for(self, tx: Transaction, row: Row[Any], fact: NotYet) -> None:
        since = row.waiting_since or tx.now
        waited = tx.now - since
        dead = waited >= PATIENCE
        again = tx.now + min(max(waited, timedelta(seconds=1)), timedelta(minutes=1))
        _change(
            tx,
            row,
            due_at=None if dead else again,
            dead_at=tx.now if dead else None,
            last_error=f"waits for {fact.subject} at revision {fact.revision} from {fact.source}",
            waiting_source=fact.source,
            waiting_subject=fact.subject,
            waiting_revision=fact.revision,
            waiting_since=since,
        )

    def _let_by(self, tx: Transaction, row: Row[Any], error: Exception) -> None:
        """Tried again soon and as often as it takes: it is not the message's fault."""
        _log.warning("message.in_the_way", message_id=row.id, type=row.type, exc_info=error)
        wait = self._chance.uniform(0.1, 1) * LET_BY  # not the same for two that met
        _change(tx, row, due_at=tx.now + wait, last_error="another transaction was in the way")

    def _failed(self, tx: Transaction, row: Row[Any], error: Exception) -> None:
        reason = f"{type(error).__name__}: {error.detail}" if isinstance(error, Problem) else type(error).__name__
        _log.warning("message.failed", message_id=row.id, type=row.type, error=type(error).__name__, exc_info=True)
        if row.attempts + 1 >= TRIES:
            self._give_up(tx, row, reason)
            return
        wait = retry_schedule.delay(
            row.attempts + 1, first=timedelta(seconds=1), longest=timedelta(minutes=5), chance=self._chance
        )
        _change(tx, row, due_at=tx.now + wait, attempts=row.attempts + 1, last_error=reason)

    def _give_up(self, tx: Transaction, row: Row[Any], reason: str) -> None:
        _log.error("message.dead", message_id=row.id, type=row.type)
        _change(tx, row, due_at=None, dead_at=tx.now, attempts=row.attempts + 1, last_error=reason)


@cache
def _done(dialect: str) -> Update:
    handled = update(INBOX).where(one_of(INBOX.c.position, "handled", dialect))
    nothing = dict.fromkeys(("due_at", "dead_at", "body", "last_error", "waiting_since"))
    return handled.values(**nothing, done_at=bindparam("now"))


def _with_data(message: Message, data: dict[str, Any]) -> Message:
    return Message(**{**vars(message), "data": data})


def _change(tx: Transaction, row: Row[Any], **values: Any) -> None:
    tx.execute(update(INBOX).where(INBOX.c.position == row.position).values(values))
