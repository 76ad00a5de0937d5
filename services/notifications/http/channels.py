"""`/channels`: whether texts and mails go out at all, and why not."""

from typing import Any

from services.notifications import queries, schemas
from services.notifications.http.house import house
from services.notifications.notification import CHANNELS
from shared.http.authentication import requires
from shared.http.blueprint import Blueprint
from shared.http.edge import edge

routes = Blueprint("channels", __name__, description="Whether texts and mails go out")


@routes.route("/channels")
@requires("organiser")
@routes.response(200, schemas.Channels)
def list_channels() -> dict[str, Any]:
    """Each channel, with what keeps it from sending."""
    with edge().read() as tx:
        at_rest = queries.channels_at_rest(tx)
    return {"items": [{"channel": name, "off": house().waits[name], "at_rest": at_rest.get(name)} for name in CHANNELS]}
