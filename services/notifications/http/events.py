"""`/events`: how far the telling of one event has come."""

from typing import Any

from services.notifications import sending_schemas, summaries
from services.notifications.operations.told_by_hand import told_by_hand
from services.notifications.reply_queries import Sight
from shared.http.authentication import identity, requires
from shared.http.blueprint import Blueprint
from shared.http.edge import edge
from shared.http.paging import PageQuery

routes = Blueprint("events", __name__, description="What is told about an event")


@routes.route("/events/<event_id>/summary")
@requires("host")
@routes.response(200, sending_schemas.EventSummary)
def get_summary(event_id: str) -> dict[str, Any]:
    """How many were told what over which channel, and how many wait."""
    with edge().glance() as tx:
        return summaries.of_event(tx, _sight(), event_id)


@routes.route("/events/<event_id>/untold")
@requires("organiser")
@routes.arguments(PageQuery, location="query")
@routes.response(200, sending_schemas.UntoldPage)
def list_untold(query: dict[str, Any], event_id: str) -> dict[str, Any]:
    """Whom no message told that it was moved or cancelled, nor a person yet."""
    with edge().read() as tx:
        return summaries.untold_of(tx, _sight(), event_id, **query)


@routes.route("/events/<event_id>/untold/<participant_id>", methods=["DELETE"])
@requires("organiser")
@routes.response(204)
def delete_untold(event_id: str, participant_id: str) -> None:
    """Notes that a person told them; 409 if they knew already."""
    with edge().transaction() as tx:
        told_by_hand(tx, summaries.event_within(tx, _sight(), event_id), participant_id)


def _sight() -> Sight:
    caller = identity()
    return Sight(caller.organisation, caller.network)
