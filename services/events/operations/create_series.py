"""Makes a series with its first dates."""

from collections.abc import Mapping
from typing import Any

from services.events.operations.add_dates import add_dates, timing_of
from services.events.reach import Reach
from services.events.series import Series
from services.events.taking import take_network
from shared.database import Transaction
from shared.timezones import zone


def create_series(tx: Transaction, *, reach: Reach, values: Mapping[str, Any]) -> Series:
    """Makes a series, not published, and drafts of the dates ahead."""
    network = take_network(tx, values["network_id"], reach)
    series = Series(id=tx.new_id("ser"), organisation=network.organisation, attendance_mode="offline", published=False)
    series.take({**values, "timezone": values.get("timezone") or network.timezone})
    zone(series.timezone)
    timing_of(series, series.first).check(tx.now)
    series.dates_ahead(tx.now)
    series.touch(tx)
    tx.add(series)
    add_dates(tx, network, series)
    return series
