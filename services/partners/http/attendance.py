"""`/attendance`: a partner's own feed, read by cursor."""

import json
from typing import Any

from flask import Response

from services.partners import queries, schemas
from shared.http.authentication import identity, requires
from shared.http.blueprint import Blueprint
from shared.http.edge import edge

routes = Blueprint("attendance", __name__, description="A partner's own feed of attendance")


@routes.route("/attendance")
@requires("partner")
@routes.arguments(schemas.FeedQuery, location="query")
@routes.response(200, schemas.Feed)
def get_attendance(query: dict[str, Any]) -> Response:
    """What this partner was told after the cursor, oldest first. Keep `next` and ask again with it as `after`."""
    caller = identity()
    with edge().read() as tx:
        bodies, cursor = queries.feed(tx, caller.organisation, caller.partner or "", **query)
    # The bodies go out as they are: whatever way a partner is told, it reads the same bytes.
    text = f'{{"items":[{",".join(bodies)}],"next":{json.dumps(cursor)}}}'
    return Response(text, mimetype="application/json")
