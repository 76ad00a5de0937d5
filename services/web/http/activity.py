"""Who did what, when: for owners, newest first."""

import re
from typing import Any

from flask import Blueprint, Response, request

from services.web import queries
from services.web.http.settings import zone
from services.web.http.visitor import show_page, signed_in, visitor
from services.web.pages import pages
from services.web.scope import scope_of
from services.web.views.events import everything

routes = Blueprint("activity", __name__, url_prefix="/settings/activity")

PLACE = re.compile(r"[0-9]{1,18}", re.ASCII)
AT_ONCE = 50


@routes.get("")
@signed_in("owner")
def activity() -> Response:
    """What was done by those whom she looks after, and by herself."""
    asked = request.args.get("cursor", "")
    before = int(asked) if PLACE.fullmatch(asked) else None
    with pages().database.read() as tx:
        done, following = queries.activities(tx, scope_of(visitor().account), before=before, limit=AT_ONCE)
    return show_page(
        "activity.html",
        done=done,
        following=following,
        zone=zone(),
        networks=_called("network_id", done, "/api/events/v1/networks", "name"),
        series=_called("series_id", done, "/api/events/v1/series", "title"),
    )


def _called(kind: str, done: list[dict[str, Any]], path: str, named: str) -> dict[str, Any]:
    """What things of this kind are called, by id, if somebody acted on one."""
    if not any(kind in one["subjects"] for one in done):
        return {}
    return {one["id"]: one[named] for one in everything(visitor().asks(pages().events), path)}
