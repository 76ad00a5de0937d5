"""Asking to join a public network, open to all; and who decides."""

from typing import Any

from flask import request

from services.registrations import queries
from services.registrations.http.house import house, reach
from services.registrations.operations.ask_to_join import ask_to_join, public_network
from services.registrations.operations.decide_join_request import accept_join_request, decline_join_request
from services.registrations.schemas import joining as schemas
from services.registrations.schemas.people import Membership
from shared.database import Transaction
from shared.http.authentication import public, requires
from shared.http.blueprint import Blueprint
from shared.http.edge import Shown, edge
from shared.http.paging import PageQuery

routes = Blueprint("join-requests", __name__, description="Who asks to join a public network")


@routes.route("/public/networks/<slug>/join-requests", methods=["POST"])
@public
@routes.arguments(schemas.NewJoinRequest)
@routes.response(202, schemas.Asked)
def post_join_request(body: dict[str, Any], slug: str) -> dict[str, Any]:
    """Asks to join; nothing is sent to anybody, and the answer is the same whoever is known. Slow to who asks often."""
    with edge().glance() as tx:
        network = public_network(tx, slug)
    house().join_throttle.count(request.remote_addr or "", network.id)
    with edge().transaction() as tx:
        ask_to_join(tx, network, body)
    return {"asked": True}


@routes.route("/networks/<network_id>/join-requests")
@requires("organiser")
@routes.arguments(PageQuery, location="query")
@routes.response(200, schemas.JoinRequestPage)
def list_join_requests(query: dict[str, Any], network_id: str) -> dict[str, Any]:
    """Who asks to join and waits for an answer, longest first; after 30 days a request is forgotten."""
    with edge().read() as tx:
        return queries.join_requests(tx, network_id, reach(), **query)


@routes.route("/join-requests/<request_id>/accept", methods=["POST"])
@requires("organiser")
@routes.arguments(schemas.Accept)
@routes.response(201, Membership)
def post_accept(body: dict[str, Any], request_id: str) -> Shown:
    """Makes her a member, known before or new, with the consent she gave; she is invited to the dates that are open."""

    def act(tx: Transaction) -> str:
        return accept_join_request(tx, request_id, reach=reach(), keys=edge().keys, **body)

    return edge().perform(act, lambda tx, membership_id: queries.membership(tx, membership_id, reach()))


@routes.route("/join-requests/<request_id>/decline", methods=["POST"])
@requires("organiser")
@routes.response(200, schemas.Declined)
def post_decline(request_id: str) -> Shown:
    """Forgets her; she is told nothing."""

    def act(tx: Transaction) -> str:
        decline_join_request(tx, request_id, reach=reach())
        return request_id

    return edge().perform(act, lambda _tx, _request_id: {"declined": True}, status=200)
