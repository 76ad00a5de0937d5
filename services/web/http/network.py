"""The public page of a network that chose to have one, and its calendar feed."""

from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from flask import Blueprint, Response, current_app, request

from services.web.organisation import SLUG
from services.web.pages import pages, reader_language, show
from shared.http.authentication import public
from shared.http.client import ApiProblem
from shared.problems import NotFound

routes = Blueprint("network", __name__)

PASSED_ON = ("ETag", "Cache-Control", "Content-Type", "Last-Modified")


@routes.get("/n/<slug>")
@public
def page(slug: str) -> Response:
    """Whom it is for and its next events, as far as its wording allows."""
    return _show(slug, "network.html")


@routes.get("/n/<slug>/listen")
@public
def listen(slug: str) -> Response:
    """The same in large sentences that a phone reads aloud."""
    return _show(slug, "network_listen.html")


@routes.get("/n/<slug>.ics")
@public
def feed(slug: str) -> Response:
    """Its calendar feed, exactly as `events` gives it."""
    asked = {"If-None-Match": request.headers["If-None-Match"]} if "If-None-Match" in request.headers else {}
    answer = pages().events.get(f"{_address(slug)}/calendar.ics", headers=asked)
    if answer.status not in (200, 304):
        answer.raise_for_problem()
        raise ApiProblem(502, "Unexpected answer", "")
    response = current_app.response_class(answer.body, answer.status)
    for name in PASSED_ON:
        if name in answer.headers:
            response.headers[name] = answer.headers[name]
    return response


def public_network(slug: str) -> dict[str, Any]:
    """What everybody may know of this network; not found like one that does not exist unless it is public."""
    network: dict[str, Any] = pages().events.get(_address(slug)).raise_for_problem().json
    return network


def _show(slug: str, template: str) -> Response:
    network = public_network(slug)
    return show(
        template,
        reader_language(),
        is_small=True,
        network=network,
        events=[event | _instants(event) for event in network["events"]],
        subscription=f"webcal://{urlsplit(pages().settings.public_url).netloc}/n/{network['slug']}.ics",
        choose_language=True,
        asked_language=request.args.get("language"),
    )


def _address(slug: str) -> str:
    if not SLUG.fullmatch(slug):
        raise NotFound
    return f"/api/events/v1/public/networks/{slug}"


def _instants(event: dict[str, Any]) -> dict[str, datetime]:
    return {name: datetime.fromisoformat(event[name]) for name in ("starts_at", "ends_at")}
