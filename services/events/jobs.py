"""Work that comes back: dates kept ahead."""

import logging
from datetime import timedelta

from services.events.operations.extend_series import extend_series, series_to_extend
from services.events.reach import Reach
from shared.database import Database
from shared.periodic import every
from shared.worker import Step

_log = logging.getLogger(__name__)


def jobs(database: Database) -> tuple[Step, ...]:
    """The periodic steps of this service."""
    return (every(timedelta(minutes=10), "events.extend_series", lambda _now: extend_all(database), database),)


def extend_all(database: Database) -> int:
    """Adds the dates that have come within reach, series by series; one that fails does not stop the others."""
    with database.read() as tx:
        due = series_to_extend(tx)
    added = 0
    for organisation, series_id in due:
        try:
            with database.transaction(by="system:extend_series", place="job") as tx:
                added += extend_series(tx, series_id, reach=Reach(organisation))
        except Exception as error:
            _log.error("series.not_extended", extra={"series": series_id, "error": type(error).__name__}, exc_info=True)
    return added
