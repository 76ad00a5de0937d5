"""`/networks`: what a network would send, a test of it to oneself, and how far its sending has come."""

from typing import Any

from services.notifications import queries, sending_schemas, summaries
from services.notifications.http.house import house
from services.notifications.operations.send_test import send_test
from services.notifications.preview import preview
from services.notifications.reply_queries import Sight
from shared.database import Transaction
from shared.http.authentication import identity, requires
from shared.http.blueprint import Blueprint
from shared.http.edge import Shown, edge
from shared.problems import Conflict

routes = Blueprint("networks", __name__, description="What a network sends")


@routes.route("/networks/<network_id>/preview")
@requires("organiser")
@routes.arguments(sending_schemas.PreviewQuery, location="query")
@routes.response(200, sending_schemas.Preview)
def get_preview(query: dict[str, Any], network_id: str) -> dict[str, Any]:
    """The words in each language, and for how many people they are."""
    with edge().read() as tx:
        return preview(tx, _sight(), network_id, house().public_url, **query)


@routes.route("/networks/<network_id>/preview", methods=["POST"])
@requires("organiser")
@routes.arguments(sending_schemas.NewPreview)
@routes.response(200, sending_schemas.Preview)
def post_preview(body: dict[str, Any], network_id: str) -> dict[str, Any]:
    """The same of an event as it would be, or for people who are not invited yet; changes nothing."""
    with edge().read() as tx:
        return preview(tx, _sight(), network_id, house().public_url, **body)


@routes.route("/networks/<network_id>/tests", methods=["POST"])
@requires("organiser")
@routes.arguments(sending_schemas.NewTest)
@routes.response(201, sending_schemas.SentTest)
def post_test(body: dict[str, Any], network_id: str) -> Shown:
    """Sends the text of an invitation to oneself; at most ten in an hour."""
    if house().waits[body["channel"]]:
        raise Conflict("This channel sends nothing yet; whoever runs Samling must set it up first.")
    by = f"{identity().organisation}:{identity().subject}"

    def act(tx: Transaction) -> str:
        around: dict[str, Any] = {"public_url": house().public_url, "worlds": house().worlds}
        return send_test(tx, _sight(), network_id, by=by, **around, **body)

    return edge().perform(act, lambda tx, key: queries.sent_test(tx, key, _sight(), network_id))


@routes.route("/networks/<network_id>/tests/<test_id>")
@requires("organiser")
@routes.response(200, sending_schemas.SentTest)
def get_test(network_id: str, test_id: str) -> dict[str, Any]:
    """What became of a test."""
    with edge().read() as tx:
        return queries.sent_test(tx, test_id, _sight(), network_id)


@routes.route("/networks/<network_id>/summary")
@requires("host")
@routes.response(200, sending_schemas.NetworkSummary)
def get_summary(network_id: str) -> dict[str, Any]:
    """How far it has come with all events that are not over."""
    with edge().glance() as tx:
        found = summaries.of_network(tx, _sight(), network_id)
    return found | {"channels_off": {channel: why for channel, why in house().waits.items() if why}}


def _sight() -> Sight:
    caller = identity()
    return Sight(caller.organisation, caller.network)
