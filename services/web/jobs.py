"""What `web` does by itself: it sends the links that were asked for, and forgets what is over."""

from datetime import datetime, timedelta

from services.web.operations.forget_old import forget_old
from services.web.operations.send_asked_links import LINKS, send_asked_links
from shared import due_rows
from shared.database import Database
from shared.periodic import every
from shared.worker import Step


def jobs(database: Database) -> list[Step]:
    """The steps, in the order in which they take turns."""

    def send(_now: datetime) -> int:
        with database.glance() as tx:
            if due_rows.oldest_due(tx, LINKS) is None:
                return 0
        with database.transaction(by="system:send_asked_links", place="job") as tx:
            return send_asked_links(tx)

    def forget(_now: datetime) -> int:
        with database.transaction(by="system:forget", place="job") as tx:
            forget_old(tx)
        return 0

    return [
        Step("send_asked_links", send, (LINKS.name,)),
        every(timedelta(hours=1), "forget", forget, database),
    ]
