"""Where organisers begin: the coming events with their answers and seats."""

import re

from flask import Blueprint, Response, request

from services.web.http.visitor import show_page, signed_in, visitor
from services.web.organiser_views import coming_events
from services.web.pages import pages

routes = Blueprint("home", __name__)

CURSOR = re.compile(r"[A-Za-z0-9_-]{1,600}")


@routes.get("/")
@signed_in("reader")
def home() -> Response:
    """The coming events with their seats."""
    asked = request.args.get("cursor", "")
    cursor = asked if CURSOR.fullmatch(asked) else None
    items, following = coming_events(visitor().asks(pages().events), pages().clock.now(), cursor)
    return show_page("home.html", events=items, following=following)
