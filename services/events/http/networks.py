"""`/networks`: the networks of an organisation."""

from typing import Any

from services.events import queries
from services.events.http.caller import reach
from services.events.operations.change_network import change_network
from services.events.operations.create_network import create_network
from services.events.schemas.networks import Network, NetworkChanges, NetworkPage, NetworkQuery, NewNetwork
from shared.database import Transaction
from shared.http.authentication import requires
from shared.http.blueprint import Blueprint
from shared.http.edge import Shown, check_match, edge, with_etag

routes = Blueprint("networks", __name__, description="Networks of people who meet")


@routes.route("/networks", methods=["POST"])
@requires("organiser")
@routes.arguments(NewNetwork)
@routes.response(201, Network)
def post_network(body: dict[str, Any]) -> Shown:
    """Makes a network; nothing is sent in its name until `sending` is on."""

    def act(tx: Transaction) -> str:
        return create_network(tx, reach=reach(), values=_plain(body)).id

    return edge().perform(act, lambda tx, network_id: queries.network(tx, network_id, reach()))


@routes.route("/networks")
@requires("reader")
@routes.arguments(NetworkQuery, location="query")
@routes.response(200, NetworkPage)
def list_networks(query: dict[str, Any]) -> dict[str, Any]:
    """Networks, or the one with a slug."""
    with edge().read() as tx:
        return queries.networks(tx, reach(), **query)


@routes.route("/networks/<network_id>")
@requires("reader")
@routes.response(200, Network)
@routes.not_modified
def get_network(network_id: str) -> Any:
    """One network; its ETag is its revision."""
    with edge().read() as tx:
        network = queries.network(tx, network_id, reach())
    return with_etag(network, network["revision"])


@routes.route("/networks/<network_id>", methods=["PATCH"])
@requires("organiser")
@routes.arguments(NetworkChanges)
@routes.response(200, Network)
def patch_network(body: dict[str, Any], network_id: str) -> Any:
    """Changes a network; `sending: on` starts inviting. With If-Match only the revision that was read is changed."""
    with edge().transaction() as tx:
        change_network(tx, network_id, reach=reach(), changes=_plain(body), match=check_match)
        network = queries.network(tx, network_id, reach())
    return network, {"ETag": f'"{network["revision"]}"'}


def _plain(body: dict[str, Any]) -> dict[str, Any]:
    hours = body.get("quiet_hours")
    return body | ({"quiet_hours": [f"{hour:%H:%M}" for hour in hours]} if hours else {})
