"""`/replies`: what people wrote that needs a person."""

from typing import Any

from services.notifications import reply_queries, reply_schemas
from services.notifications.operations.resolve_reply import resolve_reply
from services.notifications.reply_queries import Sight
from shared.database import Transaction
from shared.http.authentication import identity, requires
from shared.http.blueprint import Blueprint
from shared.http.edge import Shown, edge

routes = Blueprint("replies", __name__, description="Replies that need a person")


@routes.route("/replies")
@requires("organiser")
@routes.arguments(reply_schemas.ReplyQuery, location="query")
@routes.response(200, reply_schemas.ReplyPage)
def list_replies(query: dict[str, Any]) -> dict[str, Any]:
    """Replies that were not understood, the oldest first, or those that somebody has resolved."""
    with edge().read() as tx:
        return reply_queries.replies(tx, _sight(), **query)


@routes.route("/replies/<reply_id>")
@requires("organiser")
@routes.response(200, reply_schemas.Reply)
def get_reply(reply_id: str) -> dict[str, Any]:
    """One reply, with the invitations that it may be about."""
    with edge().read() as tx:
        return reply_queries.reply(tx, reply_id, _sight())


@routes.route("/replies/<reply_id>/resolve", methods=["POST"])
@requires("organiser")
@routes.arguments(reply_schemas.Resolution)
@routes.response(200, reply_schemas.Reply)
def post_resolution(body: dict[str, Any], reply_id: str) -> Shown:
    """Closes a reply, with the answer that a person read in it or without."""

    def act(tx: Transaction) -> str:
        return resolve_reply(tx, reply_id, _sight(), **body).id

    return edge().perform(act, lambda tx, key: reply_queries.reply(tx, key, _sight()), status=200)


def _sight() -> Sight:
    caller = identity()
    return Sight(caller.organisation, caller.network)
