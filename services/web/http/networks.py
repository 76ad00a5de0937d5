"""The networks of an organisation, and what each one is like."""

from typing import Any

from flask import Blueprint, Response, redirect, request, url_for
from werkzeug.wrappers import Response as Redirect

from services.web.beginnings import beginnings
from services.web.forms.form import Form
from services.web.http.home import CURSOR
from services.web.http.visitor import show_page, signed_in, visitor
from services.web.http.watching import concerns
from services.web.languages import FOR_ORGANISERS
from services.web.pages import pages, reader_language
from services.web.views.events import Shown
from services.web.views.networks import (
    NAMED,
    NETWORKS,
    body_of,
    countries,
    form_of,
    members_of,
    networks_page,
    next_events,
    one_network,
    slug_of,
    tags_of,
    zones,
)
from shared.http.client import ApiProblem

routes = Blueprint("networks", __name__, url_prefix="/networks")

FIELDS = ("name", "slug", "signature", "country", "timezone", "wording", "waitlist", "contact_name", "contact_phone")
MORE_FIELDS = ("public", "quiet", "quiet_from", "quiet_to", "version")
SAID = ("made", "saved")
HOME = {"country": "NO", "timezone": "Europe/Oslo", "wording": "neutral", "waitlist": "confirm", "languages": ["nb"]}


@routes.get("")
@signed_in("reader")
def every() -> Response:
    """All of them with their next date."""
    asked = request.args.get("cursor", "")
    cursor = asked if CURSOR.fullmatch(asked) else None
    events, registrations = visitor().asks(pages().events), visitor().asks(pages().registrations)
    found = networks_page(events, registrations, cursor)
    return show_page("networks.html", networks=found["items"], following=found["next"])


@routes.get("/new")
@signed_in("organiser")
def new() -> Response:
    """The form for a new one."""
    return _form(_tried(form_of(HOME)), None)


@routes.post("/new")
@signed_in("organiser")
def make() -> Response | Redirect:
    """Makes it."""
    body, form = body_of(_given(None), tags_of(None))
    if not form.is_good:
        return _form(form, None)
    try:
        made = visitor().asks(pages().events).post(NETWORKS, json=body).raise_for_problem().json
    except ApiProblem as problem:
        return _form(form.refused_by(problem, NAMED), None)
    concerns(network_id=made["id"])
    return redirect(url_for("networks.one", network_id=made["id"], said="made"), 303)


@routes.get("/<network_id>")
@signed_in("reader")
def one(network_id: str) -> Response:
    """Its home: what comes next, how many belong to it, and what is missing."""
    events = visitor().asks(pages().events)
    network = one_network(events, network_id)
    said, now = request.args.get("said"), pages().clock.now()
    series = events.get(f"/api/events/v1/series?network_id={network_id}&limit=1").raise_for_problem().json["items"]
    return show_page(
        "networks_one.html",
        network=network,
        events=next_events(events, network_id, now),
        now=now,
        members=members_of(visitor().asks(pages().registrations), network_id),
        has_series=bool(series),
        public_address=f"{pages().settings.public_url}/n/{network['slug']}",
        said=said if said in SAID else None,
    )


@routes.get("/<network_id>/settings")
@signed_in("organiser")
def settings(network_id: str) -> Response:
    """What it is like, to be changed."""
    network = one_network(visitor().asks(pages().events), network_id)
    return _form(form_of(network), network)


@routes.post("/<network_id>/settings")
@signed_in("organiser")
def change(network_id: str) -> Response | Redirect:
    """Changes it, unless somebody else did since the form was shown."""
    events = visitor().asks(pages().events)
    network = one_network(events, network_id)
    body, form = body_of(_given(network), tags_of(network))
    if not form.is_good:
        return _form(form, network)
    version = form.value("version") if form.value("version").isdigit() else "0"
    try:
        path = f"{NETWORKS}/{network_id}"
        events.patch(path, json=body, headers={"If-Match": f'"{version}"'}).raise_for_problem()
    except ApiProblem as problem:
        return _form(form.refused_by(problem, NAMED), network)
    return redirect(url_for("networks.one", network_id=network_id, said="saved"), 303)


def _given(network: Shown | None) -> Form:
    each = (f"{name}.{tag}" for tag in tags_of(network) for name in ("languages", "about"))
    return Form({name: request.form.get(name, "") for name in (*FIELDS, *MORE_FIELDS, *each)})


def _tried(form: Form) -> Form:
    """The form with what was typed so far, for the address that it proposes; nothing is decided by it."""
    typed = {name: request.args[name][:100] for name in ("name", "slug") if name in request.args}
    given = {**form.given, **typed}
    if not given.get("slug"):
        given["slug"] = slug_of(given.get("name", ""))
    return Form(given)


def _form(form: Form, network: Shown | None) -> Response:
    language = reader_language(spoken=FOR_ORGANISERS)
    shown: dict[str, Any] = {"form": form, "network": network, "tags": tags_of(network)}
    kept = [network["timezone"]] if network else []
    return show_page(
        "networks_form.html",
        status=form.status,
        countries=countries(language.tag),
        zones=list(dict.fromkeys([*kept, *zones()])),
        beginnings=beginnings(),
        **shown,
    )
