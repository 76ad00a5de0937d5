"""Asks the provider what became of texts whose outcome nobody recorded, before any of them is sent again."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, cast

from sqlalchemy import Row, Table, func, select

from services.notifications.channels.sms import LookUpFailed, SmsProvider, Taken
from services.notifications.notification import QUEUED, SENDING, SENT, SMS, Notification
from services.notifications.operations.claim_window import first_due
from services.notifications.operations.record_outcomes import keep_attempts, mark_told
from services.notifications.operations.record_receipt import apply_early_receipts
from services.notifications.recipient import Recipient
from shared import due_rows
from shared.database import Database, Transaction

NOTIFICATIONS = cast(Table, Notification.__table__)
LEASE = timedelta(minutes=2)
AGAIN = timedelta(seconds=30)
AT_ONCE = 20

Same = tuple[str, str]  # phone and text: what cannot be told apart


class LookUp:
    """Settles rows that were being sent when their lease ended."""

    def __init__(self, database: Database, provider: SmsProvider) -> None:
        self._database = database
        self._provider = provider

    def run_once(self, now: datetime) -> int:  # noqa: ARG002 - the transaction tells the time
        """Looks up some; says how many."""
        with self._database.glance() as tx:
            if first_due(tx, SMS, (SENDING,)) is None:
                return 0
        unknown = (NOTIFICATIONS.c.channel == SMS) & (NOTIFICATIONS.c.state == SENDING)
        with self._database.transaction(by="system:look_up") as tx:
            rows = due_rows.claim(tx, NOTIFICATIONS, limit=AT_ONCE, lease=LEASE, where=unknown)
            phones = _phones(tx, rows)
        groups: dict[Same, list[Row[Any]]] = defaultdict(list)
        for row in rows:
            groups[phones.get(row.participant_id, ""), row.text or ""].append(row)
        for same, alike in groups.items():
            self._settle(same, alike)
        return len(rows)

    def _settle(self, same: Same, rows: Sequence[Row[Any]]) -> None:
        phone, text = same
        try:
            since = min(row.sending_since for row in rows)
            listed = self._provider.taken_since(phone, since) if phone else []
        except LookUpFailed:
            with self._database.transaction(by="system:look_up") as tx:
                due_rows.put_off(tx, NOTIFICATIONS, rows, until=tx.now + AGAIN, reason="the look-up failed")
            return
        with self._database.transaction(by="system:look_up") as tx:
            if _others_under_way(tx, same, rows):
                due_rows.put_off(tx, NOTIFICATIONS, rows, until=tx.now + AGAIN, reason="an equal text is under way")
                return
            _conclude(tx, rows, _ours(tx, text, listed))


def _conclude(tx: Transaction, rows: Sequence[Row[Any]], found: Sequence[str]) -> None:
    """As many as were found are sent; the others were not, and are sent now."""
    sent, unsent = rows[: len(found)], rows[len(found) :]
    for row, provider_id in zip(sent, found, strict=False):
        due_rows.finish(
            tx, NOTIFICATIONS, [row], state=SENT, provider_id=provider_id, sent_at=tx.now, text=None, reason=None
        )
    reason = "not at the provider"
    due_rows.put_off(tx, NOTIFICATIONS, unsent, until=tx.now, reason=reason, state=QUEUED, text=None)
    keep_attempts(tx, [(row, "found", None) for row in sent] + [(row, "not found", None) for row in unsent])
    mark_told(tx, {row.invitation_id for row in sent})
    apply_early_receipts(tx, found[: len(rows)])


def _phones(tx: Transaction, rows: Sequence[Row[Any]]) -> dict[str, str]:
    people = select(Recipient.id, Recipient.phone).where(Recipient.id.in_({row.participant_id for row in rows}))
    return {person: phone or "" for person, phone in tx.execute(people)}


def _ours(tx: Transaction, text: str, listed: Sequence[Taken]) -> list[str]:
    """The provider's ids of equal texts that no row of ours has, the oldest first."""
    equal = [taken.provider_id for taken in listed if taken.body.endswith(text)]
    recorded = set(tx.scalars(select(Notification.provider_id).where(Notification.provider_id.in_(equal))))
    return [provider_id for provider_id in reversed(equal) if provider_id not in recorded]


def _others_under_way(tx: Transaction, same: Same, rows: Sequence[Row[Any]]) -> bool:
    """Whether an equal text to this phone is being sent right now: its id at the provider is not ours to take."""
    phone, text = same
    query = (
        select(func.count())
        .select_from(Notification)
        .join(Recipient, Recipient.id == Notification.participant_id)
        .where(
            Notification.channel == SMS,
            Notification.state == SENDING,
            Notification.text == text,
            Recipient.phone == phone,
            Notification.id.not_in([row.id for row in rows]),
        )
    )
    return bool(tx.scalar(query))
