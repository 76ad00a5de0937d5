"""Sends letters, one at a time: claim, call, record, each on its own."""

import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import structlog
from sqlalchemy import Row

from services.notifications.channels.email import MailProvider
from services.notifications.channels.outcome import Kind, Outcome
from services.notifications.channels.sms import SmsProvider
from services.notifications.letter import FAILED, Letter
from services.notifications.letter_words import LetterWriter
from services.notifications.operations.settle_letter import (
    any_letter_due,
    claim_letter,
    end_late_letters,
    end_letter,
    record_letter,
)
from services.notifications.reach import World
from shared import crash_points
from shared.database import Database
from shared.periodic import every
from shared.worker import Step

_log = structlog.get_logger(__name__)

INTERVAL = timedelta(minutes=1)

Write = Callable[[Row[Any], datetime], bytes | str]
Call = Callable[[str, Any], Outcome]


@dataclass(frozen=True)
class LetterSender:
    """Sends the letters of one channel; in the thread of a loop that sends what is hurried."""

    database: Database
    chance: random.Random
    world: World
    write: Write
    call: Call

    def run_once(self, now: datetime) -> int:  # noqa: ARG002 - the transaction tells the time
        """Sends one; says whether there was one."""
        channel = self.world.channel
        with self.database.glance() as tx:
            if not any_letter_due(tx, channel):
                return 0
        with self.database.transaction(by=f"system:{channel}.letters") as tx:
            row = claim_letter(tx, channel)
            content = self._content(row, row.sending_since or tx.now) if row else None
            why = self.world.why_not(row.contact) if row else None
            if row and (why or content is None):
                end_letter(tx, row, FAILED, why or "cannot be written")
                return 1
        if row:
            crash_points.reach("send.after_claim")
            outcome = self._outcome(row, content)
            crash_points.reach("send.after_accept")
            with self.database.transaction(by=f"system:{channel}.letters") as tx:
                record_letter(tx, row, outcome, self.chance)
            crash_points.reach("send.after_record")
        return 1

    def step(self) -> Step:
        return Step("letters", self.run_once, (Letter.__tablename__,))

    def _content(self, row: Row[Any], date: datetime) -> bytes | str | None:
        try:
            return self.write(row, date)
        except Exception as error:
            _log.error("letter.unwritten", letter=row.id, error=type(error).__name__)  # no traceback: it may quote her
            return None

    def _outcome(self, row: Row[Any], content: bytes | str | None) -> Outcome:
        try:
            return self.call(row.contact, content)
        except Exception as error:
            _log.error("letter.unsent", letter=row.id, error=type(error).__name__)
            return Outcome(Kind.UNKNOWN, code=type(error).__name__)


def mail_letters(
    database: Database, chance: random.Random, world: World, writer: LetterWriter, provider: MailProvider
) -> Step:
    """Sends letters over this server; what it left unknown is sent once more, the same to the byte."""
    return LetterSender(database, chance, world, writer.mail, provider.send).step()


def sms_letters(
    database: Database, chance: random.Random, world: World, writer: LetterWriter, provider: SmsProvider
) -> Step:
    """Sends tests over this provider; what it left unknown is never sent again."""
    return LetterSender(database, chance, world, lambda row, _: writer.text(row), provider.send).step()


def end_letters(database: Database) -> Step:
    """Every minute: a link that is good no more is not sent, and nothing is kept of who wanted it."""

    def work(now: datetime) -> int:  # noqa: ARG001 - the transaction tells the time
        with database.transaction(by="system:letters", place="job") as tx:
            return end_late_letters(tx)

    return every(INTERVAL, "letters", work, database)
