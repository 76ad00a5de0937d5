"""The first steps of an organisation, from a network to the first invitation; each can wait."""

from typing import Any

from flask import Blueprint, Response, redirect, request
from werkzeug.wrappers import Response as Redirect

from services.web.beginnings import EMPTY, ZONES, beginnings, network_form, slug_of
from services.web.forms.form import Form
from services.web.forms.phone import international
from services.web.http.typed import typed
from services.web.http.visitor import show_page, signed_in, visitor
from services.web.http.watching import concerns
from services.web.languages import FOR_EVERYONE, FOR_ORGANISERS
from services.web.pages import pages, reader_language
from services.web.views.events import everything
from services.web.views.first_steps import STEPS, first_steps
from shared.http.client import ApiProblem

routes = Blueprint("start", __name__, url_prefix="/start")

FIELDS = ("name", "signature", "country", "contact_name", "contact_phone", "beginning")
PATHS = {"contact.name": "contact_name", "contact.phone": "contact_phone", "slug": "name"}


@routes.get("")
@signed_in("organiser")
def steps() -> Response:
    """How far it has come, and what is next."""
    found = first_steps(visitor().asks(pages().events), visitor().asks(pages().registrations))
    return show_page("start.html", steps=found, all_steps=STEPS, beginning=_beginning())


@routes.get("/network")
@signed_in("organiser")
def network_asked() -> Response:
    """What it may begin as, and the form that this fills."""
    beginning = _beginning()
    form = network_form(beginning, reader_language(spoken=FOR_ORGANISERS).tag)
    return _page(Form({**form.given, "beginning": beginning}))


@routes.post("/network")
@signed_in("organiser")
def network_made() -> Response | Redirect:
    """Makes the network; nothing is sent in its name before somebody says so."""
    form = typed(FIELDS, ("languages",))
    languages = [tag for tag in FOR_EVERYONE if form.value(f"languages.{tag}")]
    country = form.value("country")
    slug = slug_of(form.value("name"))
    faults = [
        name for name, good in (("name", slug), ("languages", languages), ("country", country in ZONES)) if not good
    ]
    if faults:
        return _page(form.with_faults(faults))
    body: dict[str, Any] = {name: form.value(name) for name in ("name", "signature")}
    body |= {"slug": slug, "country": country, "timezone": ZONES[country], "languages": languages}
    if form.value("contact_name").strip() or form.value("contact_phone").strip():
        body["contact"] = {
            "name": form.value("contact_name"),
            "phone": international(form.value("contact_phone"), country),
        }
    try:
        made = _make(body)
    except ApiProblem as problem:
        return _page(form.refused_by(problem, PATHS))
    concerns(network_id=made["id"])
    beginning = form.value("beginning")
    kept = f"?beginning={beginning}" if beginning in beginnings() else ""
    return redirect(f"/networks/{made['id']}/series/new{kept}", 303)


def _make(body: dict[str, Any]) -> dict[str, Any]:
    """Makes it, at the next best address where another organisation has the best one."""
    events = visitor().asks(pages().events)
    slug, name = body["slug"], body["name"].strip().casefold()
    if any(name == known["name"].casefold() for known in everything(events, "/api/events/v1/networks")):
        raise ApiProblem(409, "Conflict", "")
    endings = ("", f"-{visitor().account.organisation}", "-2", "-3", "-4")
    for ending in endings:
        answer = events.post("/api/events/v1/networks", json=body | {"slug": f"{slug[: 63 - len(ending)]}{ending}"})
        if answer.status != 409:
            break
    made: dict[str, Any] = answer.raise_for_problem().json
    return made


def _page(form: Form) -> Response:
    language = reader_language(spoken=FOR_ORGANISERS)
    names = language.locale.territories
    return show_page(
        "start_network.html",
        status=form.status,
        form=form,
        beginnings=(*beginnings(), EMPTY),
        chosen=form.value("beginning"),
        countries=[(code, names[code]) for code in ZONES],
    )


def _beginning() -> str:
    asked = request.args.get("beginning", "")
    return asked if asked in beginnings() or asked == EMPTY else ""
