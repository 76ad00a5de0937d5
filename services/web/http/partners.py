"""Outside systems that may know of attendance: who they are, in which networks, and how they sign in."""

from datetime import datetime
from typing import Any

from flask import Blueprint, Response, redirect, request
from werkzeug.wrappers import Response as Redirect

from services.web.forms.form import Form
from services.web.http.asked import known_word
from services.web.http.settings import names_of_networks, zone
from services.web.http.visitor import show_page, signed_in, visitor
from services.web.pages import pages
from services.web.views.events import check_id, everything
from shared.http.client import ApiClient, ApiProblem
from shared.problems import NotFound

routes = Blueprint("partners", __name__, url_prefix="/partners")

PARTNERS = "/api/partners/v1/partners"
SAID = ("added", "granted", "ended", "revoked", "removed", "queue_removed", "no_broker", "busy", "away", "unknown")


@routes.get("")
@signed_in("organiser")
def partners() -> Response:
    """All of them, and a form for one more."""
    return _list(Form())


@routes.post("")
@signed_in("organiser")
def add() -> Response | Redirect:
    """Makes a partner known; it learns nothing yet."""
    form = Form({"name": request.form.get("name", "")})
    try:
        added = _api().post(PARTNERS, json={"name": form.value("name")}).raise_for_problem().json
    except ApiProblem as problem:
        return _list(form.refused_by(problem))
    return _back(added["id"], "added")


@routes.get("/<partner_id>")
@signed_in("organiser")
def partner(partner_id: str) -> Response:
    """What one partner may know, and how it reads it."""
    found = _one(partner_id)
    base = f"{PARTNERS}/{partner_id}"
    grants = [_timed(grant, "since", "ended_at") for grant in everything(_api(), f"{base}/grants")]
    tokens = [_timed(token, "issued_at", "expires_at", "revoked_at") for token in everything(_api(), f"{base}/tokens")]
    live = [grant for grant in grants if not grant["ended_at"]]
    networks = names_of_networks()
    queue = _api().get(f"{base}/amqp")
    return show_page(
        "partner.html",
        partner=found,
        grants=live,
        ungranted=[pair for pair in networks.items() if pair[0] not in {grant["network_id"] for grant in live}],
        networks=networks,
        tokens=[token for token in tokens if not token["revoked_at"] and token["expires_at"] > pages().clock.now()],
        queue=None if queue.status == 404 else _timed(queue.raise_for_problem().json, "made_at"),
        timezone=zone(),
        said=known_word("said", SAID),
    )


@routes.post("/<partner_id>/grants")
@signed_in("organiser")
def grant(partner_id: str) -> Redirect:
    """Lets it know who came in one network, of those who agreed."""
    check_id(partner_id)
    body = {"network_id": request.form.get("network", ""), "purpose": "attendance"}
    said = "granted"
    try:
        _api().post(f"{PARTNERS}/{partner_id}/grants", json=body).raise_for_problem()
    except ApiProblem as problem:
        if problem.status not in (404, 422):
            raise
        said = "unknown"
    return _back(partner_id, said)


@routes.post("/<partner_id>/grants/<grant_id>/end")
@signed_in("organiser")
def end_grant(partner_id: str, grant_id: str) -> Redirect:
    """Nothing new is told of that network."""
    return _deleted(partner_id, f"grants/{grant_id}", "ended", grant_id)


@routes.get("/<partner_id>/remove")
@signed_in("organiser")
def sure(partner_id: str) -> Response:
    """What is lost with a partner."""
    return show_page("partner_sure.html", partner=_one(partner_id), what="partner")


@routes.post("/<partner_id>/remove")
@signed_in("organiser")
def remove(partner_id: str) -> Redirect:
    """Ends everything this partner has."""
    check_id(partner_id)
    answer = _api().delete(f"{PARTNERS}/{partner_id}")
    if answer.status != 404:  # a second press finds it gone
        answer.raise_for_problem()
    return redirect(f"{routes.url_prefix}?said=removed", 303)


@routes.post("/<partner_id>/tokens")
@signed_in("organiser")
def make_token(partner_id: str) -> Response:
    """Shows a new token, this once: it stands in no address, no cookie and no log."""
    found = _one(partner_id)
    made = _api().post(f"{PARTNERS}/{partner_id}/tokens", json={}).raise_for_problem().json
    return _secret(partner=found, what="token", made=made, address=_address())


@routes.get("/<partner_id>/tokens/<token_id>/revoke")
@signed_in("organiser")
def sure_token(partner_id: str, token_id: str) -> Response:
    """What happens to the partner's system when a token is refused."""
    found = _one(partner_id)
    if token_id not in {token["id"] for token in everything(_api(), f"{PARTNERS}/{partner_id}/tokens")}:
        raise NotFound
    return show_page("partner_sure.html", partner=found, what="token")


@routes.post("/<partner_id>/tokens/<token_id>/revoke")
@signed_in("organiser")
def revoke(partner_id: str, token_id: str) -> Redirect:
    """The next call with it is refused."""
    return _deleted(partner_id, f"tokens/{token_id}", "revoked", token_id)


@routes.post("/<partner_id>/queue")
@signed_in("owner")
def make_queue(partner_id: str) -> Response | Redirect:
    """Makes its queue, or a new password for it, and shows it this once."""
    found = _one(partner_id)
    try:
        made = _api().post(f"{PARTNERS}/{partner_id}/amqp", json={}).raise_for_problem().json
    except ApiProblem as problem:
        return _back(partner_id, _why_no_queue(problem))
    return _secret(partner=found, what="queue", made=made, address=_address())


@routes.get("/<partner_id>/queue/remove")
@signed_in("owner")
def sure_queue(partner_id: str) -> Response:
    """What is lost with its queue."""
    return show_page("partner_sure.html", partner=_one(partner_id), what="queue")


@routes.post("/<partner_id>/queue/remove")
@signed_in("owner")
def remove_queue(partner_id: str) -> Redirect:
    """Removes user, queue and what was not read."""
    check_id(partner_id)
    said = "queue_removed"
    try:
        _api().delete(f"{PARTNERS}/{partner_id}/amqp").raise_for_problem()
    except ApiProblem as problem:
        said = _why_no_queue(problem)
    return _back(partner_id, said)


def _api() -> ApiClient:
    return visitor().asks(pages().partners)


def _one(partner_id: str) -> dict[str, Any]:
    check_id(partner_id)
    found: dict[str, Any] = _api().get(f"{PARTNERS}/{partner_id}").raise_for_problem().json
    return found


def _list(form: Form) -> Response:
    return show_page(
        "partners.html",
        status=form.status,
        form=form,
        partners=everything(_api(), PARTNERS),
        said=known_word("said", SAID) if form.is_good else None,
    )


def _secret(**values: Any) -> Response:
    response = show_page("partner_secret.html", **values)
    response.headers["Cache-Control"] = "no-store"
    return response


def _deleted(partner_id: str, path: str, said: str, *ids: str) -> Redirect:
    for one in (partner_id, *ids):
        check_id(one)
    _api().delete(f"{PARTNERS}/{partner_id}/{path}").raise_for_problem()
    return _back(partner_id, said)


def _why_no_queue(problem: ApiProblem) -> str:
    if problem.status == 409:  # no broker is set, or another is at it just now: both pass by themselves or not at all
        return "no_broker" if "SAMLING_" in problem.detail else "busy"
    if problem.status != 503:
        raise problem
    return "away"


def _back(partner_id: str, said: str) -> Redirect:
    return redirect(f"{routes.url_prefix}/{partner_id}?said={said}", 303)


def _address() -> str:
    return f"{pages().settings.public_url}/api/partners/v1/attendance"


def _timed(item: dict[str, Any], *names: str) -> dict[str, Any]:
    return item | {name: datetime.fromisoformat(item[name]) if item[name] else None for name in names}
