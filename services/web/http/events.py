"""An event as organisers see it: when and where it is, and who answered."""

from flask import Blueprint, Response

from services.web.http.visitor import show_page, signed_in, visitor
from services.web.organiser_views import counts, one_event, people_of
from services.web.pages import pages

routes = Blueprint("events", __name__, url_prefix="/events")


@routes.get("/<event_id>")
@signed_in("reader")
def event(event_id: str) -> Response:
    """One event and who answered."""
    shown = one_event(visitor().asks(pages().events), event_id)
    registrations = visitor().asks(pages().registrations)
    people = people_of(registrations, event_id) if visitor().may("host") else None
    return show_page("event.html", event=shown, people=people, counts=counts(people or []))
