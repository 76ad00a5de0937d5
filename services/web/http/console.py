"""Where organisers begin: the coming events, and for each the people who answered."""

import re

from flask import Blueprint, Response, request

from services.web.http.visitor import signed_in, visitor
from services.web.languages import FOR_ORGANISERS
from services.web.organiser_views import coming_events, counts, one_event, people_of
from services.web.pages import pages, reader_language, show

routes = Blueprint("console", __name__)

CURSOR = re.compile(r"[A-Za-z0-9_-]{1,600}")


@routes.get("/")
@signed_in("reader")
def events() -> Response:
    """The coming events with their seats."""
    asked = request.args.get("cursor", "")
    cursor = asked if CURSOR.fullmatch(asked) else None
    items, following = coming_events(visitor().asks(pages().events), pages().clock.now(), cursor)
    language = reader_language(spoken=FOR_ORGANISERS)
    return show("events.html", language, visitor=visitor(), events=items, following=following)


@routes.get("/events/<event_id>")
@signed_in("reader")
def event(event_id: str) -> Response:
    """One event and who answered."""
    shown = one_event(visitor().asks(pages().events), event_id)
    registrations = visitor().asks(pages().registrations)
    people = people_of(registrations, event_id) if visitor().may("host") else None
    return show(
        "event.html",
        reader_language(spoken=FOR_ORGANISERS),
        visitor=visitor(),
        event=shown,
        people=people,
        counts=counts(people or []),
    )
