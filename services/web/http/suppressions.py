"""Who must not be written to, and why; what an organiser stopped she can let begin again."""

from datetime import datetime
from typing import Any

from flask import Blueprint, Response, redirect, request
from werkzeug.wrappers import Response as Redirect

from services.web.forms.form import Form
from services.web.forms.phone import ABROAD, international
from services.web.http.asked import cursor_asked, known_word
from services.web.http.settings import names_of_networks, zone
from services.web.http.visitor import show_page, signed_in, visitor
from services.web.pages import pages
from services.web.views.events import check_id, everything
from services.web.views.people import people_by_id
from shared.http.client import ApiClient, ApiProblem

routes = Blueprint("suppressions", __name__, url_prefix="/messages/suppressions")

SAID = ("stopped", "lifted", "hers")
FIELDS = ("channel", "contact", "network")
SUPPRESSIONS = "/api/notifications/v1/suppressions"


@routes.get("")
@signed_in("organiser")
def suppressions() -> Response:
    """Those in force, and a form for one more."""
    return _page(Form({"channel": "sms"}))


@routes.post("")
@signed_in("organiser")
def stop() -> Response | Redirect:
    """Stops writing to a contact, because she asked for it."""
    form = Form({name: request.form.get(name, "") for name in FIELDS})
    body = {"channel": form.value("channel"), "contact": _contact(form), "network_id": form.value("network") or None}
    try:
        _api().post(SUPPRESSIONS, json=body).raise_for_problem()
    except ApiProblem as problem:
        if problem.status == 404:  # the network is none of theirs
            return _page(Form(form.given, refused="refused"))
        return _page(form.refused_by(problem))
    return redirect(f"{routes.url_prefix}?said=stopped", 303)


@routes.get("/<suppression_id>/lift")
@signed_in("organiser")
def sure(suppression_id: str) -> Response:
    """What it means to write to this contact again."""
    check_id(suppression_id)
    found = _api().get(f"{SUPPRESSIONS}/{suppression_id}").raise_for_problem().json
    return show_page("suppression_sure.html", suppression=found)


@routes.post("/<suppression_id>/lift")
@signed_in("organiser")
def lift(suppression_id: str) -> Redirect:
    """Takes back what an organiser set."""
    check_id(suppression_id)
    said = "lifted"
    try:
        _api().delete(f"{SUPPRESSIONS}/{suppression_id}").raise_for_problem()
    except ApiProblem as problem:
        if problem.status != 409:
            raise
        said = "hers"
    return redirect(f"{routes.url_prefix}?said={said}", 303)


def _api() -> ApiClient:
    return visitor().asks(pages().notifications)


def _page(form: Form) -> Response:
    cursor = cursor_asked()
    found = _api().get(SUPPRESSIONS + (f"?cursor={cursor}" if cursor else "")).raise_for_problem().json
    theirs = [person["participant_id"] for item in found["items"] for person in item["people"]]
    return show_page(
        "suppressions.html",
        status=form.status,
        form=form,
        items=[_shown(item) for item in found["items"]],
        people=people_by_id(visitor().asks(pages().registrations), theirs),
        following=found["next"],
        networks=names_of_networks(),
        may_stop_all=visitor().account.network_id is None,
        timezone=zone(),
        said=known_word("said", SAID) if form.is_good else None,
    )


def _shown(item: dict[str, Any]) -> dict[str, Any]:
    return item | {"since": datetime.fromisoformat(item["since"])}


def _contact(form: Form) -> str:
    """As they wrote it; a number without its code is of the country of the network, or of all that may be meant."""
    if form.value("channel") != "sms":
        return form.value("contact")
    networks = everything(visitor().asks(pages().events), "/api/events/v1/networks")
    chosen = {one["country"] for one in networks if form.value("network") in ("", one["id"])}
    return international(form.value("contact"), chosen.pop() if len(chosen) == 1 else ABROAD)
