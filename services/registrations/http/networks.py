"""`/networks`: how many belong to each, and people entered into one by the hundred."""

from typing import Any

from services.registrations import member_queries
from services.registrations.http.house import reach
from services.registrations.my_partners import partners_of_network
from services.registrations.operations.add_people import ADDED, JOINED, MEMBER, Entered, add_people
from services.registrations.schemas import members as schemas
from shared.database import Transaction
from shared.http.authentication import requires
from shared.http.blueprint import Blueprint
from shared.http.edge import Shown, edge
from shared.http.paging import PageQuery

routes = Blueprint("networks", __name__, description="How many people belong where, and many entered at once")

_LETTERS = {ADDED: "a", JOINED: "j", MEMBER: "m"}  # how an Idempotency-Key remembers what became of each


@routes.route("/networks")
@requires("reader")
@routes.arguments(schemas.CountQuery, location="query")
@routes.response(200, schemas.NetworkCountPage)
def list_counts(query: dict[str, Any]) -> dict[str, Any]:
    """How many people belong to each network."""
    with edge().read() as tx:
        return member_queries.counts(tx, reach(), **query)


@routes.route("/networks/<network_id>")
@requires("reader")
@routes.response(200, schemas.NetworkCount)
def get_count(network_id: str) -> dict[str, Any]:
    """How many people belong to one network."""
    with edge().read() as tx:
        return member_queries.count(tx, network_id, reach())


@routes.route("/networks/<network_id>/partners")
@requires("organiser")
@routes.arguments(PageQuery, location="query")
@routes.response(200, schemas.NetworkPartnerPage)
def list_partners(query: dict[str, Any], network_id: str) -> dict[str, Any]:
    """The organisation's partners, and which of them may be told of attendance in this network."""
    with edge().read() as tx:
        return partners_of_network(tx, network_id, reach(), **query)


@routes.route("/networks/<network_id>/invitees")
@requires("organiser")
@routes.response(200, schemas.InviteesOfNetwork)
def get_invitees(network_id: str) -> dict[str, Any]:
    """Whom a date would invite now, in numbers: the members who want to be invited and can be."""
    with edge().read() as tx:
        return member_queries.invitees(tx, network_id, reach())


@routes.route("/networks/<network_id>/members", methods=["POST"])
@requires("organiser")
@routes.arguments(schemas.NewMembers)
@routes.response(201, schemas.EnteredMembers)
def post_members(body: dict[str, Any], network_id: str) -> Shown:
    """Enters people, all or none; who is known by name and contact is the one she is. They get the open dates."""
    people, told = body["people"], list[Entered]()

    def act(tx: Transaction) -> str:
        told.extend(
            add_people(tx, people, network_id=network_id, reach=reach(), agreed=body["agreed"], keys=edge().keys)
        )
        return "".join(_LETTERS[one.status] for one in told)

    def show(tx: Transaction, letters: str) -> dict[str, Any]:
        statuses = [word for letter in letters for word, its in _LETTERS.items() if its == letter]
        return {"items": told or member_queries.entered_before(tx, people, statuses, reach())}

    return edge().perform(act, show)


@routes.route("/networks/<network_id>/members/known", methods=["POST"])
@requires("organiser")
@routes.arguments(schemas.PeopleInQuestion)
@routes.response(200, schemas.KnownPeople)
def post_known(body: dict[str, Any], network_id: str) -> dict[str, Any]:
    """Says who is known already for each of these people, and changes nothing."""
    with edge().read() as tx:
        return {"items": member_queries.known(tx, body["people"], network_id, reach())}
