"""The addresses of `web`: pages for people, and an API for commands."""

from flask import Blueprint as PageBlueprint

from services.web.http import (
    activity,
    api,
    assets,
    check_in,
    checked_languages,
    colleagues,
    events,
    home,
    join,
    message_log,
    messages,
    network,
    networks,
    participant,
    partners,
    people,
    sending,
    series,
    set_up,
    settings,
    sign_in,
    suppressions,
    trouble,
)
from shared.http.blueprint import Blueprint

API: tuple[Blueprint, ...] = (api.routes,)
PAGES: tuple[PageBlueprint, ...] = (
    home.routes,
    networks.routes,
    people.routes,
    series.routes,
    events.routes,
    check_in.routes,
    sending.routes,
    messages.routes,
    suppressions.routes,
    message_log.routes,
    partners.routes,
    trouble.routes,
    checked_languages.routes,
    settings.routes,
    colleagues.routes,
    activity.routes,
    sign_in.routes,
    set_up.routes,
    participant.routes,
    network.routes,
    join.routes,
    assets.routes,
)
