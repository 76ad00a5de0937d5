"""Lets go what nobody needs to hear any more, also where sending is held."""

from datetime import datetime, timedelta

from sqlalchemy import or_, select, update

from services.notifications.gates import EVENT_OVER
from services.notifications.known_event import KnownEvent
from services.notifications.notification import EXPIRED, QUEUED, WAITING, Notification
from services.notifications.occasions import TOLD_AFTERWARDS
from shared.database import Database
from shared.periodic import every
from shared.worker import Step

INTERVAL = timedelta(minutes=10)
_AFTERWARDS = [occasion.name for occasion in TOLD_AFTERWARDS]


def expire(database: Database) -> Step:
    """A step that ends what waits for an event that is over."""

    def work(now: datetime) -> int:  # noqa: ARG001 - the transaction tells the time
        with database.transaction(by="system:expire", place="job") as tx:
            over = select(KnownEvent.id).where(KnownEvent.ends_at <= tx.now)
            # what is said afterwards and is about to go out is no matter of the event
            vain = or_(Notification.state != QUEUED, Notification.occasion.not_in(_AFTERWARDS))
            rows = update(Notification).where(Notification.state.in_(WAITING), Notification.event_id.in_(over), vain)
            result = tx.execute(rows.values(state=EXPIRED, due_at=None, lease=None, reason=EVENT_OVER))
            return int(result.rowcount)  # type: ignore[attr-defined]

    return every(INTERVAL, "expire", work, database)
