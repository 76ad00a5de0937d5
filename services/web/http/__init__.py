"""The addresses of `web`: pages for people, and an API for commands."""

from flask import Blueprint as PageBlueprint

from services.web.http import (
    api,
    assets,
    attendance,
    check_in,
    event_changes,
    events,
    home,
    join,
    messages,
    network,
    networks,
    participant,
    partners,
    people,
    sending,
    series,
    series_year,
    set_up,
    settings,
    sign_in,
    start,
    trouble,
)
from shared.http.blueprint import Blueprint

API: tuple[Blueprint, ...] = (api.routes,)
PAGES: tuple[PageBlueprint, ...] = (
    home.routes,
    start.routes,
    networks.routes,
    people.routes,
    series.routes,
    series_year.routes,
    events.routes,
    event_changes.routes,
    check_in.routes,
    attendance.routes,
    sending.routes,
    messages.routes,
    partners.routes,
    trouble.routes,
    settings.routes,
    sign_in.routes,
    set_up.routes,
    participant.routes,
    network.routes,
    join.routes,
    assets.routes,
)
