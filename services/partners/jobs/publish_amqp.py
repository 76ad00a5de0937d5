"""Puts each partner's log into its queue, in order; a crash repeats some of it and passes over nothing."""

import random
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any

import structlog
from sqlalchemy import Row, select

from services.partners.amqp_feed import AmqpFeed, is_behind
from services.partners.attendance_log import LogEntry
from services.partners.base import table_of
from shared import due_rows, retry_schedule
from shared.database import Database, Transaction

Entries = Sequence[Row[Any]]
Publish = Callable[[str, Entries], int]

WINDOW = 500
LEASE = timedelta(seconds=60)

_log = structlog.get_logger(__name__)


class AmqpPublisher:
    """Works one partner's feed at a time: one that fails waits by itself, and the others go on."""

    def __init__(self, database: Database, publish: Publish, chance: random.Random, *, window: int = WINDOW) -> None:
        self._database = database
        self._publish = publish
        self._chance = chance
        self._window = window

    def run_once(self, now: datetime) -> int:  # noqa: ARG002 - the transaction tells the time
        """Publishes a window of the feed that has waited longest; returns how many entries it tried."""
        feeds = table_of(AmqpFeed)
        with self._database.transaction(by="system:amqp") as tx:
            claimed = due_rows.claim(tx, feeds, limit=1, lease=LEASE, where=is_behind())
            entries = _entries(tx, claimed[0], self._window) if claimed else []
        if not claimed:
            return 0
        taken, fault = self._taken(claimed[0], entries)
        with self._database.transaction(by="system:amqp") as tx:
            self._record(tx, claimed[0], taken, fault, entries)
        return len(entries)

    def _taken(self, feed: Row[Any], entries: Entries) -> tuple[int, str]:
        try:
            return self._publish(feed.partner_id, entries), "the queue is missing or does not confirm"
        except Exception as error:
            _log.warning("amqp.not_published", partner=feed.partner_id, error=type(error).__name__)
            return 0, f"{type(error).__name__}: {error}"

    def _record(self, tx: Transaction, feed: Row[Any], taken: int, fault: str, entries: Entries) -> None:
        feeds = table_of(AmqpFeed)
        position = entries[taken - 1].position if taken else feed.position
        if taken == len(entries):
            due_rows.put_off(tx, feeds, [feed], until=tx.now, reason="", position=position, attempts=0)
            return
        wait = retry_schedule.delay(
            feed.attempts, first=timedelta(seconds=1), longest=timedelta(minutes=5), chance=self._chance
        )
        due_rows.put_off(tx, feeds, [feed], until=tx.now + wait, reason=fault, position=position)


def _entries(tx: Transaction, feed: Row[Any], window: int) -> Entries:
    log = table_of(LogEntry).c
    mine = (log.organisation == feed.organisation, log.partner_id == feed.partner_id)
    query = select(log.position, log.message_id, log.type, log.body).where(*mine, log.position > feed.position)
    return list(tx.connection().execute(query.order_by(log.position).limit(window)))
