"""Removes users and queues that are not wanted any more, as soon as the broker can be asked."""

import random
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import structlog
from sqlalchemy import Row, delete

from services.partners.amqp_access import LEASE, AmqpAccess
from services.partners.base import table_of
from shared import due_rows, retry_schedule
from shared.database import Database

Remove = Callable[[str], None]

_log = structlog.get_logger(__name__)


class AmqpRemover:
    """Asks the broker, and forgets the row only when nothing is left there."""

    def __init__(self, database: Database, remove: Remove, chance: random.Random) -> None:
        self._database = database
        self._remove = remove
        self._chance = chance

    def run_once(self, now: datetime) -> int:  # noqa: ARG002 - the transaction tells the time
        """Removes one that is due; returns whether there was any."""
        accesses = table_of(AmqpAccess)
        with self._database.transaction(by="system:amqp") as tx:
            unwanted = accesses.c.wanted.is_(False)
            claimed = due_rows.claim(tx, accesses, limit=1, lease=LEASE, where=unwanted)
        for row in claimed:
            self.remove(row)
        return len(claimed)

    def remove(self, row: Row[Any]) -> str | None:
        """Removes what belongs to a row that the caller holds; says why not, if it is to be tried again."""
        accesses = table_of(AmqpAccess)
        fault = self._asked(row.partner_id)
        with self._database.transaction(by="system:amqp") as tx:
            if fault is None:
                tx.execute(
                    delete(AmqpAccess).where(
                        AmqpAccess.partner_id == row.partner_id,
                        AmqpAccess.organisation == row.organisation,
                        AmqpAccess.lease == row.lease,
                    )
                )
                return None
            wait = retry_schedule.delay(
                row.attempts, first=timedelta(seconds=2), longest=timedelta(minutes=5), chance=self._chance
            )
            due_rows.put_off(tx, accesses, [row], until=tx.now + wait, reason=fault)
        return fault

    def _asked(self, partner_id: str) -> str | None:
        try:
            self._remove(partner_id)
        except Exception as error:
            _log.warning("amqp.not_removed", partner=partner_id, error=type(error).__name__)
            return str(error) or type(error).__name__
        return None
