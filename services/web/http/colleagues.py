"""Who organises here: inviting colleagues, changing what they may do, and seeing them off."""

from typing import Any

from flask import Blueprint, Response, redirect, request, url_for
from marshmallow import ValidationError
from werkzeug.wrappers import Response as Redirect

from services.web import queries, schemas
from services.web.account import Account
from services.web.forms.form import Form
from services.web.http.home import CURSOR
from services.web.http.settings import names_of_networks, zone
from services.web.http.visitor import show_page, signed_in, visitor
from services.web.http.watching import concerns
from services.web.languages import FOR_ORGANISERS
from services.web.operations.change_account import LastOwner, TwoOfOne, change_account, remove_account
from services.web.operations.invite_colleague import invite_again, invite_colleague
from services.web.pages import pages, reader_language
from services.web.scope import Scope, scope_of
from services.web.views.events import check_id
from shared.problems import Conflict
from shared.tokens import RANKS

routes = Blueprint("colleagues", __name__, url_prefix="/settings/colleagues")

FIELDS = ("email", "name", "role", "network_id", "language")
CHANGED = ("name", "role", "network_id")
SAID = ("invited", "again", "changed", "removed")


@routes.get("")
@signed_in("owner")
def colleagues() -> Response:
    """Everyone who organises here, with role and network."""
    asked = request.args.get("cursor", "")
    with pages().database.read() as tx:
        found = queries.accounts(tx, _scope(), cursor=asked if CURSOR.fullmatch(asked) else None)
    said = request.args.get("said")
    return show_page(
        "colleagues.html",
        people=found["items"],
        following=found["next"],
        networks=names_of_networks(),
        zone=zone(),
        said=said if said in SAID else None,
    )


@routes.get("/new")
@signed_in("owner")
def ask_whom() -> Response:
    """The form of an invitation."""
    return _new(Form({"role": "organiser", "language": _language(), "network_id": visitor().account.network_id or ""}))


@routes.post("")
@signed_in("owner")
def invite() -> Response | Redirect:
    """Invites a colleague by e-mail."""
    form = Form({name: request.form.get(name, "").strip() for name in FIELDS})
    networks = names_of_networks()
    try:
        who = schemas.Invited().load(_of_form(form, FIELDS))
    except ValidationError as error:
        return _new(form.with_faults(map(str, error.messages_dict)))
    if not _may_be(who.get("network_id"), networks):
        return _new(form.with_faults(["network_id"]))
    language = who.pop("language", None) or _language()
    try:
        with visitor().writes() as tx:
            concerns(account_id=invite_colleague(tx, _scope(), language=language, keys=pages().keys, **who).id)
    except Conflict:
        return _new(Form(form.given, refused="conflict"))
    return _back("invited")


@routes.get("/<account_id>")
@signed_in("owner")
def colleague(account_id: str) -> Response:
    """One colleague and what she may do."""
    account = _account(account_id)
    return _one(account, Form({name: getattr(account, name) or "" for name in CHANGED}))


@routes.post("/<account_id>")
@signed_in("owner")
def change(account_id: str) -> Response | Redirect:
    """Changes what she may do, at once; to lower oneself takes a second press."""
    account = _account(account_id)
    form = Form({name: request.form.get(name, "").strip() for name in CHANGED})
    try:
        changes = schemas.AccountChanges().load(
            _of_form(form, CHANGED) | {"network_id": form.value("network_id") or None}
        )
    except ValidationError as error:
        return _one(account, form.with_faults(map(str, error.messages_dict)))
    if changes["network_id"] != account.network_id and not _may_be(changes["network_id"], names_of_networks()):
        return _one(account, form.with_faults(["network_id"]))
    if _lowers_herself(account, changes) and request.form.get("confirm") != "yes":
        return _one(account, Form(form.given, refused="sure"))
    try:
        with visitor().writes() as tx:
            change_account(tx, _scope(), account_id, changes)
    except (LastOwner, TwoOfOne) as error:
        return _one(account, Form(form.given, refused="last" if isinstance(error, LastOwner) else "conflict"))
    return _back("changed") if not _lowers_herself(account, changes) else redirect(url_for("settings.home"), 303)


@routes.post("/<account_id>/invite")
@signed_in("owner")
def again(account_id: str) -> Redirect:
    """Another letter to somebody who has not come yet."""
    check_id(account_id)
    with visitor().writes() as tx:
        invite_again(tx, _scope().account(tx, account_id), language=_language(), keys=pages().keys)
    return _back("again")


@routes.get("/<account_id>/remove")
@signed_in("owner")
def ask_to_remove(account_id: str) -> Response:
    """Asks once more."""
    return show_page("colleague_remove.html", person=_account(account_id), form=Form())


@routes.post("/<account_id>/remove")
@signed_in("owner")
def remove(account_id: str) -> Response | Redirect:
    """Ends what she may do here, and her sessions."""
    account = _account(account_id)
    try:
        with visitor().writes() as tx:
            remove_account(tx, _scope(), account_id)
    except LastOwner:
        return show_page("colleague_remove.html", status=422, person=account, form=Form(refused="last"))
    return _back("removed") if account.id != visitor().account.id else redirect("/sign-in", 303)


def _new(form: Form) -> Response:
    return show_page("colleague_new.html", status=form.status, form=form, **_choices())


def _one(account: Account, form: Form) -> Response:
    return show_page("colleague.html", status=form.status, person=account, form=form, **_choices())


def _choices() -> dict[str, Any]:
    networks = names_of_networks()
    whole = visitor().account.network_id is None
    return {"ranks": RANKS, "networks": networks, "whole": whole, "for_organisers": FOR_ORGANISERS}


def _may_be(network_id: str | None, networks: dict[str, str]) -> bool:
    return _scope().holds(network_id) and (network_id is None or network_id in networks)


def _lowers_herself(account: Account, changes: dict[str, Any]) -> bool:
    lower = RANKS.index(changes["role"]) < RANKS.index(account.role)
    narrower = changes["network_id"] not in (None, account.network_id)
    return account.id == visitor().account.id and (lower or narrower)


def _of_form(form: Form, names: tuple[str, ...]) -> dict[str, str]:
    """What the schema reads: a choice that was left open is not there, an empty text is."""
    return {name: form.value(name) for name in names if form.value(name) or name not in ("network_id", "language")}


def _account(account_id: str) -> Account:
    check_id(account_id)
    with pages().database.read() as tx:
        return _scope().account(tx, account_id)


def _scope() -> Scope:
    return scope_of(visitor().account)


def _language() -> str:
    return reader_language(visitor().account.language, spoken=FOR_ORGANISERS).tag


def _back(said: str) -> Redirect:
    return redirect(url_for("colleagues.colleagues", said=said), 303)
