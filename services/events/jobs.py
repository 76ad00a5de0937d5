"""Work that comes back: dates kept ahead, and instants kept in step with the law of their zones."""

from collections.abc import Callable, Iterable
from datetime import timedelta

import structlog

from services.events.operations.extend_series import extend_series, series_to_extend
from services.events.operations.rederive_times import events_out_of_step, rederive_times
from services.events.reach import Reach
from shared.database import Database, Transaction
from shared.periodic import every
from shared.worker import Step

_log = structlog.get_logger(__name__)


def jobs(database: Database) -> tuple[Step, ...]:
    """The periodic steps of this service."""
    return (
        every(timedelta(minutes=10), "extend_series", lambda _now: extend_all(database), database),
        every(timedelta(days=1), "rederive_times", lambda _now: rederive_all(database), database),
    )


def extend_all(database: Database) -> int:
    """Adds the dates that have come within reach; says how many."""
    return _each(
        database,
        "extend_series",
        find=series_to_extend,
        act=lambda tx, series_id, reach: extend_series(tx, series_id, reach=reach),
    )


def rederive_all(database: Database) -> int:
    """Corrects the events whose zone has a new law; says how many."""
    return _each(
        database,
        "rederive_times",
        find=events_out_of_step,
        act=lambda tx, event_id, reach: rederive_times(tx, event_id, reach=reach),
    )


def _each(
    database: Database,
    name: str,
    *,
    find: Callable[[Transaction], Iterable[tuple[str, str]]],
    act: Callable[[Transaction, str, Reach], int],
) -> int:
    """Acts on each in a transaction of its own; one that fails does not stop the others, and is found again."""
    with database.read() as tx:
        found = list(find(tx))
    done = 0
    for organisation, thing in found:
        try:
            with database.transaction(by=f"system:{name}", place="job") as tx:
                done += act(tx, thing, Reach(organisation))
        except Exception as error:
            _log.error(f"{name}.failed", subject=thing, error=type(error).__name__, exc_info=True)
    return done
