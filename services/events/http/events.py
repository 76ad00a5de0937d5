"""`/events`: what people attend."""

from typing import Any

from services.events import queries
from services.events.http.caller import reach
from services.events.operations.cancel_event import cancel_event
from services.events.operations.change_event import change_event
from services.events.operations.create_event import create_event
from services.events.operations.publish_event import publish_event
from services.events.operations.reschedule_event import reschedule_event
from services.events.schemas.events import (
    Cancel,
    Capacity,
    Event,
    EventChanges,
    EventPage,
    EventQuery,
    NewEvent,
    NextEvents,
    NextEventsQuery,
    Publish,
    Reschedule,
)
from shared.database import Transaction
from shared.http.authentication import requires
from shared.http.blueprint import Blueprint
from shared.http.edge import Shown, check_match, edge

routes = Blueprint("events", __name__, description="What people attend")


@routes.route("/events", methods=["POST"])
@requires("organiser")
@routes.arguments(NewEvent)
@routes.response(201, Event)
def post_event(body: dict[str, Any]) -> Shown:
    """Makes a draft of a single event."""

    def act(tx: Transaction) -> str:
        return create_event(tx, reach=reach(), values=body).id

    return edge().perform(act, _show)


@routes.route("/events")
@requires("reader")
@routes.arguments(EventQuery, location="query")
@routes.response(200, EventPage)
def list_events(query: dict[str, Any]) -> dict[str, Any]:
    """Events in the order of time, of one network or between two instants if asked."""
    with edge().read() as tx:
        return queries.events(tx, reach(), **query)


@routes.route("/next-events")
@requires("reader")
@routes.arguments(NextEventsQuery, location="query")
@routes.response(200, NextEvents)
def list_next_events(query: dict[str, Any]) -> dict[str, Any]:
    """Of each of these networks its next event."""
    with edge().read() as tx:
        return queries.next_events(tx, reach(), query["network_ids"].split(","))


@routes.route("/events/<event_id>")
@requires("reader")
@routes.response(200, Event)
def get_event(event_id: str) -> Any:
    """One event; its ETag is its revision."""
    with edge().glance() as tx:
        return _tagged(_show(tx, event_id))


@routes.route("/events/<event_id>", methods=["PATCH"])
@requires("organiser")
@routes.arguments(EventChanges)
@routes.response(200, Event)
def patch_event(body: dict[str, Any], event_id: str) -> Any:
    """Changes an event; another place is told to all who were invited."""
    with edge().transaction() as tx:
        change_event(tx, event_id, reach=reach(), changes=body, match=check_match)
        return _tagged(_show(tx, event_id))


@routes.route("/events/<event_id>/publish", methods=["POST"])
@requires("organiser")
@routes.arguments(Publish)
@routes.response(200, Event)
def post_publish(body: dict[str, Any], event_id: str) -> Shown:
    """Announces an event; one that is announced and would invite later invites now if asked to."""

    def act(tx: Transaction) -> str:
        return publish_event(tx, event_id, reach=reach(), invite_now=body["invite"] == "now").id

    return edge().perform(act, _show, status=200)


@routes.route("/events/<event_id>/reschedule", methods=["POST"])
@requires("organiser")
@routes.arguments(Reschedule)
@routes.response(200, Event)
def post_reschedule(body: dict[str, Any], event_id: str) -> Shown:
    """Moves an event in time, and in place if asked."""

    def act(tx: Transaction) -> str:
        return reschedule_event(tx, event_id, reach=reach(), match=check_match, **body).id

    return edge().perform(act, _show, status=200)


@routes.route("/events/<event_id>/cancel", methods=["POST"])
@requires("organiser")
@routes.arguments(Cancel)
@routes.response(200, Event)
def post_cancel(body: dict[str, Any], event_id: str) -> Shown:
    """Cancels an event for good."""

    def act(tx: Transaction) -> str:
        return cancel_event(tx, event_id, reach=reach(), reason=body["reason"], match=check_match).id

    return edge().perform(act, _show, status=200)


@routes.route("/events/<event_id>/capacity", methods=["POST"])
@requires("organiser")
@routes.arguments(Capacity)
@routes.response(200, Event)
def post_capacity(body: dict[str, Any], event_id: str) -> Shown:
    """Sets how many people there is room for; nobody is thrown out."""

    def act(tx: Transaction) -> str:
        return change_event(tx, event_id, reach=reach(), changes=body, match=check_match).id

    return edge().perform(act, _show, status=200)


def _show(tx: Transaction, event_id: str) -> dict[str, Any]:
    return queries.event(tx, event_id, reach())


def _tagged(event: dict[str, Any]) -> tuple[dict[str, Any], dict[str, str]]:
    # No 304 here: the seats beside an event change without its revision.
    return event, {"ETag": f'"{event["revision"]}"'}
