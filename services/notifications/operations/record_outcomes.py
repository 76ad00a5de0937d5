"""Records what the provider said to each notification of a window."""

import random
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, cast

from sqlalchemy import Row, Table, update

from services.notifications.channels.outcome import Kind, Outcome
from services.notifications.invitation import Invitation
from services.notifications.notification import EMAIL, FAILED, QUEUED, SENDING, SENT, SMS, Attempt, Notification
from services.notifications.operations.record_receipt import apply_early_receipts, opted_out
from services.notifications.operations.report_failure import Failure, report_failures
from services.notifications.receipt_codes import OPTED_OUT
from shared import retry_schedule
from shared.bulk import among, change_all, insert_new
from shared.database import Transaction

NOTIFICATIONS = cast(Table, Notification.__table__)
SETTLING = timedelta(seconds=20)  # after which the provider lists what it took
ACCOUNT_REST = timedelta(minutes=5)
MOST_TRIES = 24
FIRST_WAIT, LONGEST_WAIT = timedelta(seconds=30), timedelta(minutes=30)
ACCOUNT = "account"


@dataclass(frozen=True)
class Result:
    """A claimed notification and what came of it; `again`: this was a repeat of an unknown outcome."""

    row: Row[Any]
    outcome: Outcome
    again: bool = False


def record_outcomes(tx: Transaction, channel: str, results: Sequence[Result], chance: random.Random) -> None:
    """Writes all of them down; rows whose lease was lost are left to who has it."""
    changes = [_change(result, tx.now, chance) for result in results]
    _update(tx, changes)
    tried = [result for result in results if result.outcome.kind is not Kind.UNASKED]
    keep_attempts(tx, [(result.row, result.outcome.kind.value, result.outcome.code) for result in tried])
    taken = [result for result in results if result.outcome.kind is Kind.ACCEPTED]
    mark_told(tx, {result.row.invitation_id for result in taken})
    apply_early_receipts(tx, [result.outcome.provider_id for result in taken if result.outcome.provider_id])
    failed = [result for result, change in zip(results, changes, strict=True) if change["new_state"] == FAILED]
    report_failures(tx, [_failure(result) for result in failed])
    for result in failed:
        if channel == SMS and result.outcome.code == OPTED_OUT:
            opted_out(tx, result.row.participant_id)
    account = next((result.outcome for result in results if result.outcome.kind is Kind.ACCOUNT), None)
    if account is not None:
        _rest(tx, channel, f"{ACCOUNT} {account.code}")


def _change(result: Result, now: datetime, chance: random.Random) -> dict[str, Any]:
    row, outcome = result.row, result.outcome
    new: dict[str, Any] = {"attempts": row.attempts, "provider_id": None, "sent_at": None, "text": None}
    if outcome.kind is Kind.ACCEPTED:
        new |= {"state": SENT, "provider_id": outcome.provider_id, "sent_at": now, "due_at": None, "reason": None}
    elif outcome.kind is Kind.UNKNOWN:
        new |= _unknown(result, now)
    elif outcome.kind is Kind.REFUSED or (outcome.kind is Kind.LATER and row.attempts >= MOST_TRIES):
        new |= {"state": FAILED, "due_at": None, "reason": f"refused {outcome.code}"[:80]}
    elif outcome.kind is Kind.ACCOUNT:
        new |= {"state": QUEUED, "due_at": now + ACCOUNT_REST, "reason": f"{ACCOUNT} {outcome.code}"[:80]}
    elif outcome.kind is Kind.LATER and outcome.retry_after is not None:
        wait = timedelta(seconds=max(outcome.retry_after, 1))
        new |= {"state": QUEUED, "due_at": now + wait, "reason": f"later {outcome.code}"[:80]}
        new["attempts"] = row.attempts - 1  # it was not tried at all
    elif outcome.kind is Kind.LATER:
        wait = retry_schedule.delay(row.attempts, first=FIRST_WAIT, longest=LONGEST_WAIT, chance=chance)
        new |= {"state": QUEUED, "due_at": now + wait, "reason": f"later {outcome.code}"[:80]}
    else:
        new |= {"state": SENDING if result.again else QUEUED, "due_at": now, "reason": row.reason}
        new["attempts"] = row.attempts - 1
    return {"its_id": row.id, "its_lease": row.lease} | {f"new_{name}": value for name, value in new.items()}


def _unknown(result: Result, now: datetime) -> dict[str, Any]:
    row, code = result.row, result.outcome.code
    if row.channel == EMAIL and result.again:
        return {"state": FAILED, "due_at": None, "reason": "outcome unknown twice"}
    # a text is looked up at the provider, a mail is sent again: the same bytes under the same Message-ID
    wait = SETTLING if row.channel == SMS else FIRST_WAIT
    return {"state": SENDING, "due_at": now + wait, "reason": f"unknown {code}"[:80]}


def _update(tx: Transaction, changes: Sequence[dict[str, Any]]) -> None:
    for under_way in (True, False):  # the text of an SMS is kept until its outcome is known
        some = [change for change in changes if (change["new_state"] == SENDING) is under_way]
        kept = [{name: value for name, value in one.items() if not (under_way and name == "new_text")} for one in some]
        named = [{name.partition("_")[2]: value for name, value in one.items()} for one in kept]
        change_all(tx, NOTIFICATIONS, named, "id", "lease", also={"lease": None})


def keep_attempts(tx: Transaction, tries: Iterable[tuple[Row[Any], str, str | None]]) -> None:
    """Writes down what came of these: outcome and number by notification."""
    rows = [
        {
            "id": tx.new_id("att"),
            "organisation": row.organisation,
            "notification_id": row.id,
            "at": tx.now,
            "outcome": outcome,
            "code": (code or "")[:20] or None,
            "detail": None,
        }
        for row, outcome, code in tries
    ]
    insert_new(tx, cast(Table, Attempt.__table__), rows, "id")


def mark_told(tx: Transaction, invitations: Collection[str]) -> None:
    """These invitations have reached a provider, if not before."""
    if invitations:
        first = update(Invitation).where(among(tx, Invitation.id, invitations), Invitation.first_told_at.is_(None))
        tx.execute(first.values(first_told_at=tx.now))


def _rest(tx: Transaction, channel: str, reason: str) -> None:
    """Puts off all that this channel has to send: nobody would get it."""
    until = tx.now + ACCOUNT_REST
    waiting = update(Notification).where(
        Notification.channel == channel, Notification.state == QUEUED, Notification.due_at < until
    )
    tx.execute(waiting.values(due_at=until, reason=reason[:80]))


def _failure(result: Result) -> Failure:
    row, outcome = result.row, result.outcome
    permanent = outcome.kind is Kind.REFUSED
    reason = f"{outcome.kind.value} {outcome.code}"
    return Failure(row.organisation, row.id, row.participant_id, row.event_id, row.channel, reason, permanent)
