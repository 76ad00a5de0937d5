"""Fetches what people wrote, so that no answer hangs on a webhook that the provider tries twice within seconds."""

from datetime import datetime, timedelta
from typing import Any

import structlog
from sqlalchemy import select
from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from services.notifications.channels.sms_inbox import InboundSms, ListFailed, ListInbound
from services.notifications.notification import SMS
from services.notifications.operations.receive_reply import park_reply, receive_reply
from services.notifications.reply import Reply
from services.notifications.reply_fetch import ReplyFetch
from shared import crash_points
from shared.database import Database
from shared.periodic import every
from shared.worker import Step

_log = structlog.get_logger(__name__)

INTERVAL = timedelta(minutes=1)
OVERLAP = timedelta(minutes=15)  # their clock is not ours, and a text may be listed late
AT_ONCE = 500
AWAY = (OperationalError, InterfaceError, PoolTimeout)  # the database: that passes


class ReplyFetcher:
    """Asks for what came in since the last time, and takes in what is new."""

    def __init__(self, database: Database, list_inbound: ListInbound, *, line: str) -> None:
        self._database = database
        self._list_inbound = list_inbound
        self._line = line

    def step(self) -> Step:
        """At the start and every minute."""
        return every(INTERVAL, "replies.fetch", self.run_once, self._database)

    def run_once(self, now: datetime) -> int:
        """Fetches once; says how many replies were new. While the database is away, they are fetched again.

        One that cannot be understood is parked for a person, so that it keeps nothing back and is not fetched for ever.
        """
        since = self._seen_until(now) - OVERLAP
        try:
            listed = list(self._list_inbound(since))
        except ListFailed as fault:  # passes; what came in meanwhile is listed next time
            _log.warning("replies.not_fetched", reason=str(fault))
            return 0
        new = self._new(listed)
        crash_points.reach("replies.after_fetch")
        stored = [self._store(sms, since) for sms in new]
        if all(stored):
            self._remember(now)
        return sum(stored)

    def _seen_until(self, now: datetime) -> datetime:
        with self._database.read() as tx:
            known = tx.get(ReplyFetch, self._line)
            return known.seen_until if known else now

    def _remember(self, now: datetime) -> None:
        with self._database.transaction(by="system:replies.fetch", place="job") as tx:
            tx.merge(ReplyFetch(line=self._line, seen_until=now))

    def _new(self, listed: list[InboundSms]) -> list[InboundSms]:
        known: set[str] = set()
        with self._database.read() as tx:
            for start in range(0, len(listed), AT_ONCE):
                ids = [sms.provider_id for sms in listed[start : start + AT_ONCE]]
                known.update(tx.scalars(select(Reply.provider_id).where(Reply.provider_id.in_(ids))))
        return [sms for sms in listed if sms.provider_id not in known]

    def _store(self, sms: InboundSms, since: datetime) -> bool:
        """Takes in one text; False: it must be fetched again. One that fails must not keep back the others."""
        try:
            self._take_in(sms, since)
        except AWAY as error:
            _log.warning("reply.not_stored", provider_id=sms.provider_id, error=type(error).__name__)
            return False
        except Exception as error:
            _log.error("reply.parked", provider_id=sms.provider_id, error=type(error).__name__)
            return self._park(sms, since, f"could not be understood: {type(error).__name__}")
        return True

    def _park(self, sms: InboundSms, since: datetime, reason: str) -> bool:
        try:
            self._take_in(sms, since, reason=reason)
        except AWAY:
            return False
        except Exception as error:  # without an id, say: nothing can be kept of it that would be known again
            _log.error("reply.lost", provider_id=sms.provider_id, error=type(error).__name__)
        return True

    def _take_in(self, sms: InboundSms, since: datetime, *, reason: str | None = None) -> None:
        with self._database.transaction(by="system:replies.fetch", place="job") as tx:
            text: dict[str, Any] = {"channel": SMS, "provider_id": sms.provider_id, "from_": sms.sender}
            text |= {"to": sms.recipient, "body": sms.body, "told_at": _told_at(sms, since, tx.now)}
            if reason is None:
                receive_reply(tx, **text)
            else:
                park_reply(tx, **text, reason=reason)


def _told_at(sms: InboundSms, since: datetime, now: datetime) -> datetime:
    """When she sent it. Their clock is believed only backwards, and no further back than we asked them."""
    return min(now, max(sms.sent_at or now, since))
