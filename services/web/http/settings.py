"""An organisation, one's own language, roles and sessions."""

from flask import Blueprint, Response, make_response, redirect, request, url_for
from marshmallow import ValidationError
from werkzeug.wrappers import Response as Redirect

from services.web import queries
from services.web.forms.form import Form
from services.web.http.visitor import browser, own_token, remember, show_page, signed_in, visitor
from services.web.languages import FOR_ORGANISERS
from services.web.operations.change_account import set_language, set_name
from services.web.operations.end_sessions import end_other_sessions
from services.web.operations.rename_organisation import rename_organisation
from services.web.operations.sign_in import names_of, same_address
from services.web.operations.switch_account import switch_account
from services.web.pages import pages
from services.web.schemas import AccountChanges, OrganisationChanges
from services.web.views.events import everything
from shared.http.client import ApiProblem
from shared.link_tokens import token_hash
from shared.problems import Forbidden, Invalid

routes = Blueprint("settings", __name__, url_prefix="/settings")

SAID = ("named", "called", "language", "switched", "ended")
ELSEWHERE = "Europe/Oslo"  # where there is no network yet


@routes.get("")
@signed_in("reader")
def home() -> Response:
    """What can be set, and where."""
    return _home(Form(_set()))


@routes.post("/organisation")
@signed_in("owner")
def rename() -> Response | Redirect:
    """Another name for the organisation."""
    if visitor().account.network_id is not None:
        raise Forbidden("This needs an owner of the whole organisation.")
    form = Form(_set() | {"name": request.form.get("name", "")})
    try:
        name = OrganisationChanges().load({"name": form.value("name")})["name"]
    except ValidationError:
        return _home(form.with_faults(["name"]))
    with visitor().writes() as tx:
        rename_organisation(tx, visitor().account.organisation, name)
    return _back("named")


@routes.post("/name")
@signed_in("reader")
def call() -> Response | Redirect:
    """Another name for herself."""
    try:
        name = AccountChanges().load({"name": request.form.get("own_name", "")})["name"]
    except ValidationError:
        return _home(Form(_set() | {"own_name": request.form.get("own_name", "")}).with_faults(["own_name"]))
    with visitor().writes() as tx:
        set_name(tx, visitor().account, name)
    return _back("called")


@routes.post("/language")
@signed_in("reader")
def speak() -> Redirect:
    """The language in which the pages speak to her; empty: as her browser wishes."""
    language = request.form.get("language", "")
    if language and language not in FOR_ORGANISERS:
        raise Invalid("Pages for organisers do not speak this language.")
    with visitor().writes() as tx:
        set_language(tx, visitor().account, language or None)
    return _back("language")


@routes.post("/account")
@signed_in("reader")
def switch() -> Response:
    """Goes on in another of her roles."""
    with visitor().writes() as tx:
        session = switch_account(
            tx, visitor().account, request.form.get("account", ""), chance=pages().chance, browser=browser()
        )
    return remember(make_response(_back("switched")), session)


@routes.get("/sessions")
@signed_in("reader")
def sessions() -> Response:
    """Where she is signed in."""
    with pages().database.read() as tx:
        found = queries.sessions(tx, visitor().account)
    mine = token_hash(own_token())
    return show_page("sessions.html", sessions=found, mine=mine, zone=zone(), said=_said())


@routes.post("/sessions/end")
@signed_in("reader")
def end_others() -> Redirect:
    """Signs her out everywhere but here."""
    with visitor().writes() as tx:
        end_other_sessions(tx, visitor().account, own_token())
    return redirect(url_for("settings.sessions", said="ended"), 303)


def zone() -> str:
    """By whose clocks these pages tell times, which belong to no network: those of the first network there is."""
    answer = visitor().asks(pages().events).get("/api/events/v1/networks?limit=1").raise_for_problem()
    networks = answer.json["items"]
    return str(networks[0]["timezone"]) if networks else ELSEWHERE


def names_of_networks() -> dict[str, str]:
    """The networks of this organisation that the visitor may see, by id."""
    networks = everything(visitor().asks(pages().events), "/api/events/v1/networks")
    return {network["id"]: network["name"] for network in networks}


def _home(form: Form) -> Response:
    with pages().database.read() as tx:
        accounts = same_address(tx, visitor().account)
        organisations = names_of(tx, accounts)
    return show_page(
        "settings.html",
        status=form.status,
        form=form,
        accounts=[account for account in accounts if account.id != visitor().account.id],
        organisations=organisations,
        networks=_known_networks(),
        for_organisers=FOR_ORGANISERS,
        said=_said(),
    )


def _set() -> dict[str, str]:
    """What is set now, by the names of the fields."""
    account = visitor().account
    return {"name": visitor().organisation_name, "own_name": account.name, "language": account.language or ""}


def _known_networks() -> dict[str, str]:
    try:
        return names_of_networks()
    except ApiProblem:
        return {}  # settings can be changed while `events` is away


def _said() -> str | None:
    said = request.args.get("said")
    return said if said in SAID else None


def _back(said: str) -> Redirect:
    return redirect(url_for("settings.home", said=said), 303)
