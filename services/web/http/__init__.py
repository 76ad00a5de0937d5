"""The addresses of `web`: pages for people, and an API for commands."""

from flask import Blueprint as PageBlueprint

from services.web.http import api, assets, check_in, console, network, participant, set_up, sign_in
from shared.http.blueprint import Blueprint

API: tuple[Blueprint, ...] = (api.routes,)
PAGES: tuple[PageBlueprint, ...] = (
    console.routes,
    check_in.routes,
    participant.routes,
    sign_in.routes,
    set_up.routes,
    network.routes,
    assets.routes,
)
