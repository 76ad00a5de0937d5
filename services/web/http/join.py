"""Asking to join a public network: a form that anybody may fill in, answered alike whoever is known."""

from typing import Any

from flask import Blueprint, Response, redirect, request, url_for
from werkzeug.wrappers import Response as Redirect

from services.web.forms.form import Form
from services.web.forms.phone import international
from services.web.forms.robots import looks_like_a_robot, stamp
from services.web.http.network import public_network
from services.web.http.same_origin import refuse_cross_site
from services.web.pages import pages, reader_language, show
from shared.http.authentication import public
from shared.http.client import ApiProblem

routes = Blueprint("join", __name__, url_prefix="/n/<slug>/join")

FIELDS = ("name", "phone", "email", "language", "agree", "shown", "homepage")
WORDING = "join-1"  # the version of what the form asks her to agree to
LATER = (404, 429, 503)  # `registrations` has not heard of the network yet, or of too many at once


@routes.get("")
@public
def page(slug: str) -> Response:
    """The form; or thanks, when she has sent it."""
    return _show(slug, Form(), is_asked=request.args.get("said") == "asked")


@routes.post("")
@public
def ask(slug: str) -> Redirect | Response:
    """Asks in her name; nothing is sent to anybody before a person has looked at it."""
    refuse_cross_site()
    form = Form({name: request.form.get(name, "").strip() for name in FIELDS})
    if looks_like_a_robot(form.given, pages().keys, pages().clock.now()):
        return _show(slug, form.refused_as("again"))
    network = public_network(slug)
    missing = [name for name, given in _needed(form).items() if not given]
    if missing:
        return _show(slug, form.with_faults(missing))
    path = f"/api/registrations/v1/public/networks/{slug}/join-requests"
    try:
        pages().registrations.post(path, json=_body(form, network)).raise_for_problem()
    except ApiProblem as problem:
        return _show(slug, form.refused_as("later") if problem.status in LATER else form.refused_by(problem))
    asked = request.args.get("language")  # None is left out of the address
    return redirect(url_for("join.page", slug=slug, said="asked", language=asked), 303)


def _needed(form: Form) -> dict[str, str]:
    reached = form.value("phone") or form.value("email")
    return {"name": form.value("name"), "phone": reached, "agree": form.value("agree")}


def _body(form: Form, network: dict[str, Any]) -> dict[str, Any]:
    phone, email = form.value("phone"), form.value("email")
    return {
        "name": form.value("name"),
        "phone": international(phone, network["country"]) if phone else None,
        "email": email or None,
        "language": form.value("language"),
        "asked_in": reader_language().tag,
        "wording_version": WORDING,
    }


def _show(slug: str, form: Form, *, is_asked: bool = False) -> Response:
    return show(
        "join.html",
        reader_language(),
        status=form.status,
        is_small=True,
        choose_language=True,
        network=public_network(slug),
        form=form,
        is_asked=is_asked,
        shown=stamp(form.given, pages().keys, pages().clock.now()),
        asked_language=request.args.get("language"),
    )
