"""Asks for misbehaviour, or for fair weather."""

from collections.abc import Mapping

from sqlalchemy import delete

from services.sandbox.weather import WeatherReport, check
from shared.database import Transaction


def set_weather(tx: Transaction, asked: Mapping[str, Mapping[str, object]]) -> None:
    """Replaces the weather of all channels; a channel not named is fair. Raises Invalid and then changes nothing."""
    reports = [WeatherReport(channel=channel, asked=check(channel, names)) for channel, names in asked.items()]
    tx.execute(delete(WeatherReport))
    tx.add_all(reports)
