"""Due-row jobs: inbound webhooks and status callbacks, posted to the product with Twilio's signature."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from sqlalchemy import Row, select
from twilio.request_validator import RequestValidator

from services.sandbox import twilio_shapes
from services.sandbox.account import Account
from services.sandbox.post_form import NoAnswer, Post
from services.sandbox.sms import Sms, Status
from services.sandbox.webhook import WEBHOOKS, Kind
from shared import due_rows
from shared.database import Database, Transaction
from shared.worker import Step

_log = logging.getLogger(__name__)

TRIES = 2  # Twilio tries a webhook once more, within seconds; then the text is only in its list
AGAIN = timedelta(seconds=5)
LEASE = timedelta(minutes=5)
BATCH = 20  # so that callbacks of a fan-out do not hold up a text that came in


@dataclass(frozen=True)
class Route:
    """Where the product is: webhooks are signed over the public address and posted to the one that can be reached."""

    public: str
    reached: str

    def address(self, url: str) -> str:
        """Where to post what is signed over this address."""
        if url == self.public:
            return self.reached
        target, public, reached = urlsplit(url), urlsplit(self.public), urlsplit(self.reached)
        if target[:2] != public[:2]:
            return url
        return urlunsplit((*reached[:2], *target[2:]))


@dataclass(frozen=True)
class Webhooks:
    """Posts what is due, a small batch a turn, with no transaction open meanwhile."""

    database: Database
    account: Account
    route: Route
    post: Post

    def steps(self) -> tuple[Step, ...]:
        return (
            Step("sandbox.inbound", lambda _now: self.run_once(Kind.INBOUND), (WEBHOOKS.name,)),
            Step("sandbox.callbacks", lambda _now: self.run_once(Kind.CALLBACK), (WEBHOOKS.name,)),
        )

    def run_once(self, kind: Kind) -> int:
        """Claims what is due of a kind, lets each text take its new status, posts, and records how it went."""
        with self.database.transaction(by="system:sandbox") as tx:
            rows = due_rows.claim(
                tx,
                WEBHOOKS,
                limit=BATCH,
                lease=LEASE,
                where=WEBHOOKS.c.kind == kind,
                order_by=(WEBHOOKS.c.due_at, WEBHOOKS.c.number),
            )
            texts = _texts(tx, rows)
            for row in rows:
                if row.status:
                    texts[row.sms_number].move_to(Status(row.status), at=tx.now)
            due_rows.finish(tx, WEBHOOKS, [row for row in rows if not row.url])
        faults = {row.number: self._post(row, texts[row.sms_number]) for row in rows if row.url}
        if faults:
            self._record([row for row in rows if row.url], faults)
        return len(rows)

    def _post(self, row: Row[Any], sms: Sms) -> str | None:
        if row.kind == Kind.INBOUND:
            form = twilio_shapes.inbound_form(sms, self.account.sid)
        else:
            form = twilio_shapes.callback_form(sms, row.status, self.account.sid)
        signature = RequestValidator(self.account.token).compute_signature(row.url, form)
        headers = {"X-Twilio-Signature": signature, "User-Agent": "TwilioProxy/1.1"}
        try:
            answer = self.post(self.route.address(row.url), form, headers)
        except NoAnswer as error:
            return f"no answer: {error}"
        return f"answered {answer}" if answer >= 500 else None

    def _record(self, rows: Sequence[Row[Any]], faults: dict[int, str | None]) -> None:
        with self.database.transaction(by="system:sandbox") as tx:
            for row in rows:
                fault = faults[row.number]
                if fault is None:
                    due_rows.finish(tx, WEBHOOKS, [row])
                elif row.attempts < TRIES:
                    due_rows.put_off(tx, WEBHOOKS, [row], until=tx.now + AGAIN, reason=fault)
                else:
                    due_rows.give_up(tx, WEBHOOKS, [row], reason=fault)
                    _log.warning("webhook.given_up", extra={"webhook": row.number, "kind": row.kind, "fault": fault})


def _texts(tx: Transaction, rows: Sequence[Row[Any]]) -> dict[int, Sms]:
    numbers = {row.sms_number for row in rows}
    if not numbers:
        return {}
    return {sms.number: sms for sms in tx.scalars(select(Sms).where(Sms.number.in_(numbers)))}
