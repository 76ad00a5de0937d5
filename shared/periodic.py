"""Work that comes back at an interval: a due row per name, so that it survives restarts and is done by one process."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from sqlalchemy import Column, String, Table, select

from shared import due_rows
from shared.database import Database
from shared.machinery import METADATA
from shared.sql import insert_ignore
from shared.worker import Step

PERIODIC = Table("periodic", METADATA, Column("name", String(80), primary_key=True), *due_rows.due_columns())


def every(interval: timedelta, name: str, work: Callable[[datetime], int], database: Database) -> Step:
    """A step that does `work` now and then every `interval`. If it fails it is due again after a minute."""

    this = PERIODIC.c.name == name
    last_said = select(PERIODIC.c.due_at).where(this)
    known_due: datetime | None = None  # what the row said last: it only ever moves later
    asked = datetime.min.replace(tzinfo=UTC)

    def run_once(now: datetime) -> int:
        nonlocal known_due, asked
        if known_due and asked <= now < known_due:  # a clock that was set back asks anew
            return 0
        asked = now
        with database.read() as tx:
            known = tx.execute(last_said).first()
        known_due = known.due_at if known else None
        if known_due and known_due > now:
            return 0
        with database.transaction(by=f"system:{name}") as tx:
            if known is None:
                insert_ignore(tx, PERIODIC, [{"name": name, "due_at": tx.now}])
            rows = due_rows.claim(tx, PERIODIC, limit=1, lease=timedelta(minutes=1), where=this)
        if not rows:
            return 0
        done = work(now)
        with database.transaction(by=f"system:{name}") as tx:
            due_rows.put_off(tx, PERIODIC, rows, until=tx.now + interval, reason="")
        return done

    return Step(name, run_once)
