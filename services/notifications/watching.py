"""What those who run the product watch of what people are told."""

from collections.abc import Iterable
from datetime import timedelta

from prometheus_client.core import Metric
from sqlalchemy import ColumnElement, Select, func, select

from services.notifications.letter import Letter
from services.notifications.notification import CHANNELS, FAILED, HELD, QUEUED, SENDING, Attempt, Notification
from shared.database import Transaction
from shared.watch import age, gauge

LATELY = timedelta(hours=1)


def measures(tx: Transaction) -> Iterable[Metric]:
    """By channel: what failed within the hour, how long the oldest has been due, and how much is held."""
    failed = _by_channel(tx, Notification.state == FAILED, Notification.id.in_(_tried_lately(tx)))
    held = _by_channel(tx, Notification.state == HELD)
    waits = select(Notification.channel, func.min(Notification.due_at).label("since")).where(
        Notification.due_at <= tx.now, Notification.state.in_((QUEUED, SENDING))
    )
    oldest = {row.channel: row.since for row in tx.execute(waits.group_by(Notification.channel))}
    waited = {channel: age(oldest.get(channel), tx.now) for channel in CHANNELS}
    letters = select(Letter.channel, func.min(Letter.due_at).label("since")).where(Letter.due_at <= tx.now)
    late = {row.channel: age(row.since, tx.now) for row in tx.execute(letters.group_by(Letter.channel))}
    return [
        gauge(tx.source, "samling_failed_sends", "Notifications that failed within the hour", failed, "channel"),
        gauge(tx.source, "samling_held_notifications", "Notifications that wait for a word", held, "channel"),
        gauge(tx.source, "samling_oldest_send_seconds", "How long the oldest send is due", waited, "channel"),
        gauge(tx.source, "samling_oldest_letter_seconds", "How long the oldest letter is due", late, "channel"),
    ]


def _by_channel(tx: Transaction, *where: ColumnElement[bool]) -> dict[str, float]:
    counts = select(Notification.channel, func.count().label("total")).where(*where).group_by(Notification.channel)
    found = {row.channel: row.total for row in tx.execute(counts)}
    return {channel: float(found.get(channel, 0)) for channel in CHANNELS}


def _tried_lately(tx: Transaction) -> Select[str]:
    return select(Attempt.notification_id).where(Attempt.at > tx.now - LATELY)
