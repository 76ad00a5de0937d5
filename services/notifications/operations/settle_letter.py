"""Claims a letter, and records what came of it; who it was for and what it said is forgotten at its end."""

import random
from datetime import datetime, timedelta
from typing import Any, cast

from sqlalchemy import Row, Table, select, update

from services.notifications.channels.outcome import Kind, Outcome
from services.notifications.letter import EXPIRED, FAILED, FORGOTTEN, QUEUED, SENDING, SENT, Letter
from services.notifications.notification import EMAIL, SMS
from shared import due_rows, retry_schedule
from shared.database import Transaction

LETTERS = cast(Table, Letter.__table__)
LEASE = timedelta(seconds=90)  # longer than any call to a provider
UNKNOWN = "outcome unknown"
TOO_LATE = "too late"
AGAIN = timedelta(seconds=30)
ACCOUNT_REST = timedelta(minutes=1)
FIRST_WAIT, LONGEST_WAIT = timedelta(seconds=5), timedelta(minutes=1)

_OF = {channel: LETTERS.c.channel == channel for channel in (SMS, EMAIL)}


def any_letter_due(tx: Transaction, channel: str) -> bool:
    """Whether there is one to claim; so that an idle loop writes nothing."""
    due = select(LETTERS.c.id).where(_OF[channel], LETTERS.c.due_at <= tx.now)
    return tx.scalar(due.order_by(LETTERS.c.due_at).limit(1)) is not None


def claim_letter(tx: Transaction, channel: str) -> Row[Any] | None:
    """The one that waits longest, as it was before it was claimed; it is marked as being sent before anyone is called.

    None: there is none, or the one that there was has come to its end.
    """
    rows = due_rows.claim(tx, LETTERS, limit=1, lease=LEASE, where=_OF[channel])
    if not rows:
        return None
    (row,) = rows
    again = row.state == SENDING  # nobody recorded what came of it
    if again and channel == SMS:  # a mail twice is a nuisance, a text twice is money and fear
        end_letter(tx, row, FAILED, UNKNOWN)
    elif row.expires_at <= tx.now:
        end_letter(tx, row, FAILED if again else EXPIRED, UNKNOWN if again else TOO_LATE)
    else:
        marked = update(LETTERS).where(LETTERS.c.id == row.id)
        since = row.sending_since or tx.now
        tx.execute(marked.values(state=SENDING, sending_since=since, possibly_twice=row.possibly_twice or again))
        return row
    return None


def record_letter(tx: Transaction, row: Row[Any], outcome: Outcome, chance: random.Random) -> None:
    """Writes down what the provider said; a row whose lease was lost is left to who has it."""
    kind, code = outcome.kind, outcome.code
    if kind is Kind.ACCEPTED:
        end_letter(tx, row, SENT, None, sent_at=tx.now)
    elif kind is Kind.REFUSED:
        end_letter(tx, row, FAILED, f"refused {code}")
    elif kind is Kind.UNKNOWN and row.state == SENDING:
        end_letter(tx, row, FAILED, UNKNOWN)
    elif kind is Kind.UNKNOWN:  # a mail is sent once more; a text ends when it is claimed again
        _put_off(tx, row, tx.now + AGAIN, f"unknown {code}", SENDING)
    else:
        _put_off(tx, row, tx.now + _wait(row, outcome, chance), f"{kind.value} {code}", QUEUED)


def end_letter(tx: Transaction, row: Row[Any], state: str, reason: str | None, **also: Any) -> None:
    """Its end."""
    due_rows.finish(tx, LETTERS, [row], state=state, reason=reason and reason[:80], **FORGOTTEN, **also)


def end_late_letters(tx: Transaction) -> int:
    """Ends those whose time is over, also on a channel that is off; says how many."""
    late = update(LETTERS).where(LETTERS.c.due_at.is_not(None), LETTERS.c.expires_at <= tx.now)
    queued = late.where(LETTERS.c.state == QUEUED).values(state=EXPIRED, reason=TOO_LATE)
    unknown = late.where(LETTERS.c.state == SENDING, LETTERS.c.due_at <= tx.now).values(state=FAILED, reason=UNKNOWN)
    gone = {"due_at": None, "lease": None, **FORGOTTEN}
    done = [tx.execute(one.values(gone)) for one in (queued, unknown)]
    return sum(one.rowcount for one in done)  # type: ignore[attr-defined]


def forget_texts(tx: Transaction) -> None:
    """After a restore nobody knows which texts were sent since: none of them is sent again."""
    texts = update(LETTERS).where(LETTERS.c.channel == SMS, LETTERS.c.due_at.is_not(None))
    tx.execute(texts.values(state=FAILED, reason=UNKNOWN, due_at=None, lease=None, **FORGOTTEN))


def _put_off(tx: Transaction, row: Row[Any], until: datetime, reason: str, state: str) -> None:
    due_rows.put_off(tx, LETTERS, [row], until=until, reason=reason, state=state)


def _wait(row: Row[Any], outcome: Outcome, chance: random.Random) -> timedelta:
    if outcome.kind is Kind.ACCOUNT:
        return ACCOUNT_REST
    if outcome.retry_after is not None:
        return timedelta(seconds=max(outcome.retry_after, 1))
    return retry_schedule.delay(row.attempts, first=FIRST_WAIT, longest=LONGEST_WAIT, chance=chance)
