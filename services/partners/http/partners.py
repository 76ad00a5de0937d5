"""`/partners`: the outside systems that may be told of attendance."""

from typing import Any

from services.partners import queries, schemas
from services.partners.http.caller import organisation
from services.partners.operations.add_partner import add_partner
from services.partners.operations.remove_partner import remove_partner
from services.partners.partner import Partner, find_partner
from shared.database import Transaction
from shared.http.authentication import requires
from shared.http.blueprint import Blueprint
from shared.http.edge import Shown, edge, with_etag
from shared.http.paging import PageQuery

routes = Blueprint("partners", __name__, description="Outside systems that may be told of attendance")


@routes.route("/partners", methods=["POST"])
@requires("organiser")
@routes.arguments(schemas.NewPartner)
@routes.response(201, schemas.Partner)
def post_partner(body: dict[str, Any]) -> Shown:
    """Makes a partner known; it is told of nothing without a grant and people's consent."""

    def act(tx: Transaction) -> str:
        return add_partner(tx, organisation(), name=body["name"]).id

    return edge().perform(act, lambda tx, partner_id: _shown(find_partner(tx, organisation(), partner_id)))


@routes.route("/partners")
@requires("reader")
@routes.arguments(PageQuery, location="query")
@routes.response(200, schemas.PartnerPage)
def list_partners(query: dict[str, Any]) -> dict[str, Any]:
    """The organisation's partners."""
    with edge().read() as tx:
        return queries.partners_page(tx, organisation(), query, _shown)


@routes.route("/partners/<partner_id>")
@requires("reader")
@routes.response(200, schemas.Partner)
@routes.not_modified
def get_partner(partner_id: str) -> Any:
    """One partner; its ETag is its revision."""
    with edge().read() as tx:
        partner = _shown(find_partner(tx, organisation(), partner_id))
    return with_etag(partner, partner["revision"])


@routes.route("/partners/<partner_id>", methods=["DELETE"])
@requires("organiser")
@routes.response(204)
def delete_partner(partner_id: str) -> None:
    """Removes a partner: its grants end, its tokens are refused, its log and its pseudonyms are deleted."""
    with edge().transaction() as tx:
        remove_partner(tx, organisation(), partner_id)


def _shown(partner: Partner) -> dict[str, Any]:
    return {name: getattr(partner, name) for name in ("id", "name", "revision", "created_at", "created_by")}
