"""The routes of `events`: authenticate, parse, open the transaction, call one operation, show the result."""

from services.events.http import calendar, events, networks, series
from shared.http.blueprint import Blueprint

BLUEPRINTS: tuple[Blueprint, ...] = (networks.routes, series.routes, events.routes, calendar.routes)
