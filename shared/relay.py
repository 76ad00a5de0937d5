"""Brings due outbox rows to the broker; a row is done when every reader has confirmed it."""

import random
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row

from shared import crash_points, due_rows, retry_schedule
from shared.broker import Broker, Outgoing
from shared.contracts import Contract
from shared.database import Database, Transaction
from shared.outbox import OUTBOX


class Relay:
    """Publishes the outbox of one service in windows, in the order it was written."""

    def __init__(
        self,
        database: Database,
        broker: Broker,
        contracts: Mapping[str, Contract],
        *,
        chance: random.Random,
        window: int = 500,
        lease: timedelta = timedelta(seconds=30),
    ) -> None:
        self._database = database
        self._broker = broker
        self._contracts = contracts
        self._chance = chance
        self._window = window
        self._lease = lease

    def run_once(self, now: datetime) -> int:  # noqa: ARG002 - the transaction tells the time
        """Publishes one window; returns how many rows were claimed. While the broker is away, rows are left alone."""
        if not self._broker.is_open():
            return 0
        with self._database.transaction(by="system:relay") as tx:
            rows = due_rows.claim(tx, OUTBOX, limit=self._window, lease=self._lease, order_by=[OUTBOX.c.position])
        if not rows:
            return 0
        crash_points.reach("relay.before_publish")
        confirmed, fault = self._publish(rows)
        crash_points.reach("relay.after_publish")
        with self._database.transaction(by="system:relay") as tx:
            self._record(tx, rows, confirmed, fault)
        crash_points.reach("relay.after_done")
        return len(rows)

    def _publish(self, rows: Sequence[Row[Any]]) -> tuple[Mapping[int, set[str]], str]:
        try:
            known = [row for row in rows if row.type in self._contracts]
            return self._broker.publish([self._outgoing(row) for row in known]), "no confirmation"
        except Exception as error:
            return {}, type(error).__name__

    def _outgoing(self, row: Row[Any]) -> Outgoing:
        contract = self._contracts[row.type]
        return Outgoing(row.position, row.id, row.type, row.body, tuple(row.readers_left), contract.public)

    def _record(self, tx: Transaction, rows: Sequence[Row[Any]], confirmed: Mapping[int, set[str]], fault: str) -> None:
        left = {row.position: [r for r in row.readers_left if r not in confirmed.get(row.position, ())] for row in rows}
        done = [row for row in rows if not left[row.position] and row.position in confirmed]
        due_rows.finish(tx, OUTBOX, done, done_at=tx.now, body=None, readers_left=[], last_error=None)
        finished = {row.position for row in done}
        for row in rows:
            if row.position in finished:
                continue
            wait = retry_schedule.delay(
                row.attempts, first=timedelta(seconds=1), longest=timedelta(seconds=30), chance=self._chance
            )
            due_rows.put_off(
                tx,
                OUTBOX,
                [row],
                until=tx.now + wait,
                reason=f"{', '.join(left[row.position])}: {fault}",
                readers_left=left[row.position],
            )
