"""Keeps the dates of a series ahead of today."""

from sqlalchemy import select

from services.events.operations.add_dates import add_dates
from services.events.reach import Reach
from services.events.series import Series
from services.events.taking import take_series
from shared.database import Transaction


def series_to_extend(tx: Transaction) -> list[tuple[str, str]]:
    """Which series have room for another date now, as (organisation, id)."""
    due = select(Series.organisation, Series.id).where(Series.extend_at <= tx.now).order_by(Series.extend_at)
    return [(organisation, series_id) for organisation, series_id in tx.execute(due)]


def extend_series(tx: Transaction, series_id: str, *, reach: Reach) -> int:
    """Adds the dates that have come within reach, announced if the series is; says how many."""
    network, series = take_series(tx, series_id, reach)
    if series.extend_at is None or series.extend_at > tx.now:
        return 0
    return len(add_dates(tx, network, series))
