"""Publishes a series."""

from sqlalchemy import select

from services.events.event import Event, Status
from services.events.operations.add_dates import add_dates, publish_all
from services.events.reach import Reach
from services.events.series import Series
from services.events.taking import take_series
from shared.database import Transaction


def publish_series(tx: Transaction, series_id: str, *, reach: Reach) -> Series:
    """Announces all dates ahead, each to be invited in its time; dates made later are announced at once."""
    network, series = take_series(tx, series_id, reach)
    if series.published:
        return series
    series.published = True
    series.touch(tx)
    drafts = tx.scalars(
        select(Event)
        .where(Event.series_id == series.id, Event.status == Status.DRAFT)
        .order_by(Event.sort_key)
        .with_for_update()
    )
    publish_all(tx, network, series, drafts.all())
    add_dates(tx, network, series)
    return series
