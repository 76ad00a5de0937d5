"""`/suppressions`: contacts that must not be written to."""

from typing import Any

from services.notifications import reply_queries, reply_schemas
from services.notifications.operations.suppress_for_her import lift_for_her, suppress_for_her
from services.notifications.reply_queries import Sight
from shared.database import Transaction
from shared.http.authentication import identity, requires
from shared.http.blueprint import Blueprint
from shared.http.edge import Shown, edge
from shared.http.paging import PageQuery

routes = Blueprint("suppressions", __name__, description="Contacts that must not be written to")


@routes.route("/suppressions")
@requires("organiser")
@routes.arguments(PageQuery, location="query")
@routes.response(200, reply_schemas.SuppressionPage)
def list_suppressions(query: dict[str, Any]) -> dict[str, Any]:
    """Suppressions in force, each with whose contact it is; what STOP and a consent say alike is one of them."""
    with edge().read() as tx:
        return reply_queries.suppressions(tx, _sight(), **query)


@routes.route("/suppressions", methods=["POST"])
@requires("organiser")
@routes.arguments(reply_schemas.NewSuppression)
@routes.response(201, reply_schemas.Suppression)
def post_suppression(body: dict[str, Any]) -> Shown:
    """Stops writing to a contact because she asked an organiser to."""

    def act(tx: Transaction) -> str:
        return suppress_for_her(tx, _sight(), **body).id

    def show(tx: Transaction, key: str) -> dict[str, Any]:
        return reply_queries.suppression_shown(reply_queries.suppression_of(tx, key, _sight()))

    return edge().perform(act, show)


@routes.route("/suppressions/<suppression_id>")
@requires("organiser")
@routes.response(200, reply_schemas.Suppression)
def get_suppression(suppression_id: str) -> dict[str, Any]:
    """One suppression, also one that was lifted."""
    with edge().read() as tx:
        return reply_queries.suppression_shown(reply_queries.suppression_of(tx, suppression_id, _sight()))


@routes.route("/suppressions/<suppression_id>", methods=["DELETE"])
@requires("organiser")
@routes.response(204)
def delete_suppression(suppression_id: str) -> None:
    """Takes back what an organiser set; what she herself stopped only she lifts."""
    with edge().transaction() as tx:
        lift_for_her(tx, suppression_id, _sight())


def _sight() -> Sight:
    caller = identity()
    return Sight(caller.organisation, caller.network)
