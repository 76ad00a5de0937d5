"""Who asks to join from the public page: let in, as herself if she is known, or not."""

from datetime import datetime
from urllib.parse import urlencode

from flask import Response, redirect, request
from werkzeug.wrappers import Response as Redirect

from services.web.http.home import CURSOR
from services.web.http.people.listing import routes
from services.web.http.visitor import show_page, signed_in, visitor
from services.web.pages import pages
from services.web.views.events import Shown, check_id
from services.web.views.networks import one_network
from services.web.views.people import REGISTRATIONS, is_gone, one_person
from shared.folding import fold
from shared.http.client import ApiClient, ApiProblem

FIELDS = ("participant",)
SAID = ("accepted", "declined", "stopped", "gone")
PER_PAGE = 20


@routes.get("/requests")
@signed_in("organiser")
def asking(network_id: str) -> Response:
    """Those who wait for an answer, who waits longest first."""
    network = one_network(visitor().asks(pages().events), network_id)
    registrations = visitor().asks(pages().registrations)
    asked, said = request.args.get("cursor", ""), request.args.get("said")
    query = urlencode({"limit": str(PER_PAGE)} | ({"cursor": asked} if CURSOR.fullmatch(asked) else {}))
    answer = registrations.get(f"{REGISTRATIONS}/networks/{network_id}/join-requests?{query}")
    # 404: `registrations` has not heard of the network yet
    found = {"items": [], "next": None} if answer.status == 404 else answer.raise_for_problem().json
    return show_page(
        "people_requests.html",
        network=network,
        requests=[_shown(registrations, one) for one in found["items"]],
        following=found["next"],
        said=said if said in SAID else None,
    )


@routes.post("/requests/<request_id>/accept")
@signed_in("organiser")
def accept(network_id: str, request_id: str) -> Redirect:
    """Makes her a member; `participant` says who she is, if she is known."""
    participant = request.form.get("participant", "")
    return _decide(network_id, request_id, "accept", {"participant_id": participant} if participant else {})


@routes.post("/requests/<request_id>/decline")
@signed_in("organiser")
def decline(network_id: str, request_id: str) -> Redirect:
    """Forgets her; she is told nothing."""
    return _decide(network_id, request_id, "decline", None)


def _decide(network_id: str, request_id: str, word: str, body: dict[str, str] | None) -> Redirect:
    one_network(visitor().asks(pages().events), network_id)
    check_id(request_id)
    said = "accepted" if word == "accept" else "declined"
    try:
        path = f"{REGISTRATIONS}/join-requests/{request_id}/{word}"
        visitor().asks(pages().registrations).post(path, json=body).raise_for_problem()
    except ApiProblem as problem:
        if problem.status not in (404, 409, 422):
            raise
        said = "gone" if is_gone(problem) else "stopped"
    return redirect(f"/networks/{network_id}/people/requests?said={said}", 303)


def _shown(registrations: ApiClient, one: Shown) -> Shown:
    known = []
    for participant_id in one["possible_participant_ids"]:
        try:
            known.append(one_person(registrations, participant_id))
        except ApiProblem as problem:
            if not is_gone(problem):
                raise
    same = any(fold(person["name"]).split() == fold(one["name"]).split() for person in known)
    return one | {"asked_at": datetime.fromisoformat(one["asked_at"]), "known": known, "is_known": same}
