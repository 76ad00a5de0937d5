"""`/links`: exchanges the token of a personal link for a bearer token; open to all, and slow to those who guess."""

from typing import Any

from flask import request

from services.registrations.http.house import house
from services.registrations.operations.open_link import open_link
from services.registrations.schemas import page as schemas
from shared.http.authentication import public
from shared.http.blueprint import Blueprint
from shared.http.edge import edge
from shared.problems import NotFound

routes = Blueprint("links", __name__, description="Personal links")


@routes.route("/links", methods=["POST"])
@public
@routes.arguments(schemas.Link)
@routes.response(201, schemas.OpenedLink)
def post_link(body: dict[str, Any]) -> dict[str, Any]:
    """A bearer token of role `participant` for a quarter of an hour; it opens one invitation and nothing else."""
    with edge().read() as tx:
        opened = open_link(tx, body["token"], keys=edge().keys)
    if opened is None:
        house().throttle.count(request.remote_addr or "")
        raise NotFound
    return {"token": opened[0], "expires_at": opened[1]}
