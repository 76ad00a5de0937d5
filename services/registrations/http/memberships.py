"""`/memberships`: who belongs to which network."""

from typing import Any

from services.registrations import queries
from services.registrations.http.house import reach
from services.registrations.operations.add_membership import add_membership
from services.registrations.operations.end_membership import end_membership
from services.registrations.people import belongs_elsewhere, find
from services.registrations.schemas import people as schemas
from shared.database import Transaction
from shared.http.authentication import requires
from shared.http.blueprint import Blueprint
from shared.http.edge import Shown, edge

routes = Blueprint("memberships", __name__, description="Who belongs to which network")


@routes.route("/memberships", methods=["POST"])
@requires("organiser")
@routes.arguments(schemas.NewMembership)
@routes.response(201, schemas.Membership)
def post_membership(body: dict[str, Any]) -> Shown:
    """Makes a person a member; she is invited to the dates that are still open. A member stays one."""

    def act(tx: Transaction) -> str:
        tags = body.get("tags")
        who, where = body["participant_id"], body["network_id"]
        if reach().network and belongs_elsewhere(tx, who, reach().network):
            find(tx, who, reach())
        return add_membership(tx, who, where, reach=reach(), tags=tags, keys=edge().keys)

    return edge().perform(act, lambda tx, membership_id: queries.membership(tx, membership_id, reach()))


@routes.route("/memberships")
@requires("organiser")
@routes.arguments(schemas.MembershipQuery, location="query")
@routes.response(200, schemas.MembershipPage)
def list_memberships(query: dict[str, Any]) -> dict[str, Any]:
    """Memberships that live, of one person or network if asked."""
    with edge().read() as tx:
        return queries.memberships(tx, reach(), **query)


@routes.route("/memberships/<membership_id>")
@requires("organiser")
@routes.response(200, schemas.Membership)
def get_membership(membership_id: str) -> dict[str, Any]:
    """One membership, also one that has ended."""
    with edge().read() as tx:
        return queries.membership(tx, membership_id, reach())


@routes.route("/memberships/<membership_id>", methods=["DELETE"])
@requires("organiser")
@routes.response(204)
def delete_membership(membership_id: str) -> None:
    """Ends a membership; what she answered stands."""
    with edge().transaction() as tx:
        end_membership(tx, membership_id, reach=reach())
