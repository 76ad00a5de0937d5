"""`/events`: how far the telling of one event has come."""

from typing import Any

from services.notifications import sending_schemas, summaries
from services.notifications.reply_queries import Sight
from shared.http.authentication import identity, requires
from shared.http.blueprint import Blueprint
from shared.http.edge import edge

routes = Blueprint("events", __name__, description="What is told about an event")


@routes.route("/events/<event_id>/summary")
@requires("host")
@routes.response(200, sending_schemas.EventSummary)
def get_summary(event_id: str) -> dict[str, Any]:
    """How many were told what over which channel, and how many wait."""
    caller = identity()
    with edge().glance() as tx:
        return summaries.of_event(tx, Sight(caller.organisation, caller.network), event_id)
