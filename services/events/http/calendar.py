"""What everyone may see of a network that chose to be public: its page and its calendar feed."""

from collections.abc import Callable
from typing import Any

from flask import Response, current_app, request

from services.events import queries
from services.events.kept_feeds import feeds
from services.events.schemas.public import PublicNetwork
from shared.http.authentication import public
from shared.http.blueprint import Blueprint, View
from shared.http.edge import edge

routes = Blueprint("calendar", __name__, description="Public page and calendar feed of a network")

_MEDIA_TYPE = "text/calendar; charset=utf-8; method=PUBLISH"
_CONTENT = {"text/calendar": {"schema": {"type": "string"}}}
_RESPONSES = {"200": {"description": "A calendar file", "content": _CONTENT}, "304": {"description": "As you have it"}}
_documented: Callable[[View], View] = routes.doc(responses=_RESPONSES)


@routes.route("/networks/<network_id>/calendar.ics")
@public
@_documented
def get_feed(network_id: str) -> Response:
    """The calendar feed of a public network."""
    return _feed(network_id=network_id)


@routes.route("/public/networks/<slug>/calendar.ics")
@public
@_documented
def get_feed_by_slug(slug: str) -> Response:
    """The same feed, by the network's slug."""
    return _feed(slug=slug)


@routes.route("/public/networks/<slug>")
@public
@routes.response(200, PublicNetwork)
def get_public_network(slug: str) -> dict[str, Any]:
    """A public network with its next events, as far as its wording allows."""
    with edge().read() as tx:
        return queries.public_network_by_slug(tx, slug)


def _feed(**which: str) -> Response:
    with edge().glance() as tx:
        found = queries.feed_of(tx, **which)
    known = request.if_none_match.contains_weak(found.version)
    body = b"" if known else feeds().get(found.network_id, found.version)
    if body is None:
        with edge().read() as tx:  # version and content as they stand at one instant
            found = queries.feed_of(tx, **which)
            body = feeds().keep(found.network_id, found.version, queries.feed(tx, found).encode())
    response = current_app.response_class(body, 304 if known else 200, content_type=_MEDIA_TYPE)
    response.set_etag(found.version)
    response.headers["Cache-Control"] = "no-cache"
    return response
