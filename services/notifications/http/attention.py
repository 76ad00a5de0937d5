"""`/attention`: what waits for a person, of all networks at once."""

from typing import Any

from services.notifications import schemas
from services.notifications.attention import attention
from services.notifications.reply_queries import Sight
from shared.http.authentication import identity, requires
from shared.http.blueprint import Blueprint
from shared.http.edge import edge

routes = Blueprint("attention", __name__, description="What waits for a person")


@routes.route("/attention")
@requires("organiser")
@routes.arguments(schemas.AttentionQuery, location="query")
@routes.response(200, schemas.Attention)
def get_attention(query: dict[str, Any]) -> dict[str, Any]:
    """Replies that were not understood, messages that are held, and events of which somebody could not be told."""
    caller = identity()
    event_ids = query["event_ids"].split(",") if query["event_ids"] else []
    with edge().read() as tx:
        return attention(tx, Sight(caller.organisation, caller.network), event_ids)
