"""What gave up in any part of the product, and what can be done about it."""

from datetime import datetime
from typing import Any, cast

from flask import Blueprint, Flask, Response, current_app, redirect
from werkzeug.wrappers import Response as Redirect

from services.web.http.asked import known_word
from services.web.http.settings import ELSEWHERE, zone
from services.web.http.visitor import show_page, signed_in, visitor
from services.web.pages import pages
from services.web.views.events import LARGEST_PAGE, check_id, everything
from shared.http.client import ApiClient, ApiProblem
from shared.problems import Forbidden, NotFound

routes = Blueprint("trouble", __name__, url_prefix="/trouble")

SERVICES = ("events", "registrations", "notifications", "partners", "web")
SAID = ("again", "discarded", "gone", "all", "some")


@routes.get("")
@signed_in("owner")
def trouble() -> Response:
    """What gave up, part by part; one that is away hides no other."""
    parts = [(service, *_dead(service)) for service in SERVICES]
    return show_page(
        "trouble.html",
        parts=[(service, rows, more) for service, rows, more, _ in parts if rows],
        channels=_channels(),
        away=[service for service, _, _, is_away in parts if is_away],
        timezone=_zone(),
        said=known_word("said", SAID),
    )


@routes.post("/again")
@signed_in("owner")
def all_again() -> Redirect:
    """Tries everything again that the page shows."""
    said = "all"
    for service in SERVICES:
        rows, _, is_away = _dead(service)
        try:
            for row in rows:
                _act(service, row["id"], "retry")
        except ApiProblem:
            is_away = True
        said = "some" if is_away else said
    return _back(said)


@routes.post("/<service>/<row_id>/again")
@signed_in("owner")
def again(service: str, row_id: str) -> Redirect:
    """Tries one again."""
    return _back("again" if _act(service, row_id, "retry") else "gone")


@routes.get("/<service>/<row_id>/discard")
@signed_in("owner")
def sure(service: str, row_id: str) -> Response:
    """What is lost with it."""
    check_id(row_id)
    found = [row for row in everything(_api(service), f"/api/{service}/v1/dead") if row["id"] == row_id]
    if not found:
        raise NotFound
    return show_page("trouble_sure.html", service=service, row=_shown(found[0]), timezone=_zone())


@routes.post("/<service>/<row_id>/discard")
@signed_in("owner")
def discard(service: str, row_id: str) -> Redirect:
    """Gives one up for good."""
    return _back("discarded" if _act(service, row_id, "discard") else "gone")


def _api(service: str) -> ApiClient:
    if service not in SERVICES:
        raise NotFound
    if visitor().account.network_id is not None:
        raise Forbidden("What gives up concerns the whole organisation; this role is good for one network of it.")
    # `web` has no client of itself: it is asked where it stands
    own = ApiClient(cast(Flask, current_app._get_current_object())) if service == "web" else getattr(pages(), service)  # type: ignore[attr-defined]
    return visitor().asks(own)


def _dead(service: str) -> tuple[list[dict[str, Any]], bool, bool]:
    """The first rows that gave up there, whether there are more, and whether the service is away."""
    try:
        path = f"/api/{service}/v1/dead?limit={LARGEST_PAGE}"
        found = _api(service).get(path).raise_for_problem().json
    except ApiProblem as problem:
        if problem.status < 500:
            raise
        return [], False, True
    return [_shown(row) for row in found["items"]], found["next"] is not None, False


def _channels() -> list[dict[str, Any]]:
    """The channels that send nothing just now; none while nobody can be asked."""
    try:
        found = _api("notifications").get("/api/notifications/v1/channels").raise_for_problem().json
    except ApiProblem as problem:
        if problem.status < 500:
            raise
        return []
    return [one for one in found["items"] if one["off"] or one["at_rest"]]


def _act(service: str, row_id: str, what: str) -> bool:
    """Whether the row was still there."""
    check_id(row_id)
    answer = _api(service).post(f"/api/{service}/v1/dead/{row_id}/{what}")
    if answer.status == 404:
        return False
    answer.raise_for_problem()
    return True


def _shown(row: dict[str, Any]) -> dict[str, Any]:
    return row | {"dead_at": datetime.fromisoformat(row["dead_at"]), "is_heard": row["id"].startswith("inbox")}


def _zone() -> str:
    try:
        return zone()
    except ApiProblem:  # its trouble is shown all the same
        return ELSEWHERE


def _back(said: str) -> Redirect:
    return redirect(f"{routes.url_prefix}?said={said}", 303)
