"""Sends something again that had failed, because a person asks for it."""

from services.notifications.notification import FAILED, QUEUED, UNREACHABLE, Notification
from shared.database import Transaction
from shared.problems import Conflict


def retry_notification(tx: Transaction, notification: Notification) -> None:
    """Queues it with a fresh count of tries; what may stand in its way is looked at again when it is sent."""
    gave_up = notification.dead_at is not None
    if notification.state not in (FAILED, UNREACHABLE) and not gave_up:
        raise Conflict(f"It is {notification.state}: only what failed or could not be reached is sent again.")
    notification.state, notification.reason = QUEUED, None
    notification.due_at, notification.attempts = tx.now, 0
    notification.dead_at, notification.last_error = None, None
    notification.provider_id, notification.sending_since, notification.lease = None, None, None
    tx.flush()
