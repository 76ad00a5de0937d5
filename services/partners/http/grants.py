"""`/partners/{id}/grants`: in which networks a partner may be told of attendance."""

from typing import Any

from services.partners import queries, schemas
from services.partners.grant import Grant
from services.partners.http.caller import organisation
from services.partners.operations.end_grant import end_grant
from services.partners.operations.give_grant import give_grant
from shared.database import Transaction
from shared.http.authentication import requires
from shared.http.blueprint import Blueprint
from shared.http.edge import Shown, edge
from shared.http.paging import PageQuery

routes = Blueprint("grants", __name__, description="In which networks a partner may be told of attendance")

_SHOWN = ("id", "partner_id", "network_id", "purpose", "since", "by", "ended_at", "ended_by")


@routes.route("/partners/<partner_id>/grants", methods=["POST"])
@requires("organiser")
@routes.arguments(schemas.NewGrant)
@routes.response(201, schemas.Grant)
def post_grant(body: dict[str, Any], partner_id: str) -> Shown:
    """Lets the partner be told of what is recorded in a network from now on; a repeat shows the grant there is."""

    def act(tx: Transaction) -> str:
        return give_grant(tx, organisation(), partner_id, **body).id

    def show(tx: Transaction, grant_id: str) -> dict[str, Any]:
        return _shown(queries.find_grant(tx, organisation(), partner_id, grant_id))

    return edge().perform(act, show)


@routes.route("/partners/<partner_id>/grants")
@requires("reader")
@routes.arguments(PageQuery, location="query")
@routes.response(200, schemas.GrantPage)
def list_grants(query: dict[str, Any], partner_id: str) -> dict[str, Any]:
    """The partner's grants, also those that ended."""
    with edge().read() as tx:
        return queries.grants_page(tx, organisation(), partner_id, query, _shown)


@routes.route("/partners/<partner_id>/grants/<grant_id>", methods=["DELETE"])
@requires("organiser")
@routes.response(204)
def delete_grant(partner_id: str, grant_id: str) -> None:
    """Ends a grant: nothing new is told. What people withdraw is still taken back."""
    with edge().transaction() as tx:
        end_grant(tx, organisation(), partner_id, grant_id)


def _shown(grant: Grant) -> dict[str, Any]:
    return {name: getattr(grant, name) for name in _SHOWN}
