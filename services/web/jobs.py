"""What `web` does by itself: it forgets sessions and links that are over."""

from datetime import datetime, timedelta

from services.web.operations.forget_old import forget_old
from shared.database import Database
from shared.periodic import every
from shared.worker import Step


def jobs(database: Database) -> list[Step]:
    """One step, each hour."""

    def forget(_now: datetime) -> int:
        with database.transaction(by="system:forget", place="job") as tx:
            forget_old(tx)
        return 0

    return [every(timedelta(hours=1), "forget", forget, database)]
