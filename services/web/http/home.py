"""Where organisers begin: what needs a person, and the coming events with their answers and seats."""

import re
from datetime import datetime
from typing import Any

from flask import Blueprint, Response, request

from services.web.http.visitor import show_page, signed_in, visitor
from services.web.pages import pages
from services.web.views.attention import Attention
from services.web.views.events import answers_to, coming_events, everything
from services.web.views.first_steps import first_steps
from shared.local_time import to_local

routes = Blueprint("home", __name__)

CURSOR = re.compile(r"[A-Za-z0-9_-]{1,600}")
CARDS = 8
Shown = dict[str, Any]


@routes.get("/")
@signed_in("reader")
def home() -> Response:
    """What is to be done, and what comes; whatever cannot be asked now is named, and the rest shown."""
    asked = request.args.get("cursor", "")
    cursor = asked if CURSOR.fullmatch(asked) else None
    attention = _attention()
    events = attention.apis["events"]
    networks = attention.ask("events", lambda: everything(events, "/api/events/v1/networks"), [])
    names = {network["id"]: network["name"] for network in networks}
    now = pages().clock.now()
    items, following = attention.ask("events", lambda: coming_events(events, now, cursor, names), ([], None))
    if cursor is None:
        _look_around(attention, networks, items)
    steps = None
    if visitor().may("organiser") and cursor is None and "events" not in attention.away:
        registrations = attention.apis["registrations"]
        steps = attention.ask("registrations", lambda: first_steps(events, registrations, networks), None)
    cards = items[:CARDS] if cursor is None else []
    return show_page(
        "home.html",
        cards=[one | {"today": _is_today(one, now)} for one in cards],
        later=items[len(cards) :],
        answers=_answers(attention, cards, now),
        networks=networks,
        following=following,
        needs=attention.needs,
        away=sorted(attention.away),
        steps=steps,
        now=now,
        first_page=cursor is None,
    )


def _answers(attention: Attention, cards: list[Shown], now: datetime) -> dict[str, Shown]:
    """How the answers to these stand; only hosts are told, and only of what has invited."""
    invited = [one["id"] for one in cards if one["invite_at"] and one["invite_at"] <= now]
    if not visitor().may("host"):
        return {}
    found: dict[str, Shown] = attention.ask(
        "registrations", lambda: answers_to(attention.apis["registrations"], invited), {}
    )
    return found


def _is_today(event: Shown, now: datetime) -> bool:
    starts_at: datetime = event["starts_at"]
    return starts_at.date() == to_local(now, event["timezone"]).date() or starts_at <= now


def _attention() -> Attention:
    apis = {"events": pages().events, "registrations": pages().registrations}
    apis |= {"notifications": pages().notifications, "partners": pages().partners}
    return Attention({name: visitor().asks(api) for name, api in apis.items()}, pages().clock.now())


def _look_around(attention: Attention, networks: list[dict[str, object]], coming: list[dict[str, object]]) -> None:
    """Asks for what she may do something about."""
    if visitor().may("host"):
        attention.of_people(networks if visitor().may("organiser") else [])
    if visitor().may("organiser"):
        attention.of_messages(networks, coming)
        attention.of_series()
    if visitor().may("owner"):
        attention.of_dead_rows()
