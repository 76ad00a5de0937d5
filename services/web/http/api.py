"""Organisations, accounts and the links that let people in, for the operator's commands."""

from collections.abc import Callable
from typing import Any

from services.web import queries, schemas
from services.web.languages import SOURCE
from services.web.link import NewLink
from services.web.operations.add_account import add_account
from services.web.operations.change_account import change_account, remove_account
from services.web.operations.create_organisation import create_organisation
from services.web.operations.invite_colleague import invite_colleague
from services.web.operations.make_set_up_link import make_set_up_link
from services.web.operations.make_sign_in_link import make_sign_in_link
from services.web.pages import pages
from services.web.scope import Scope
from shared.database import Transaction
from shared.http.authentication import identity, requires
from shared.http.blueprint import Blueprint, View
from shared.http.edge import Body, Shown, edge
from shared.http.paging import PageQuery
from shared.problems import Invalid, NotFound
from shared.tokens import EVERY_ORGANISATION

routes = Blueprint("accounts", __name__, description="Who may organise, and how they get in")

_known_organisation: Callable[[View], View] = routes.alt_response(
    200, schema=schemas.Organisation, description="It is there already and stays as it is"
)
_known_account: Callable[[View], View] = routes.alt_response(
    200, schema=schemas.Account, description="It is there already, with this role"
)


@routes.route("/organisations", methods=["POST"])
@requires("operator")
@routes.arguments(schemas.NewOrganisation)
@routes.response(201, schemas.Organisation)
@_known_organisation
def post_organisation(body: Body) -> Shown:
    """Makes an organisation and its first owner."""
    known: list[str] = []

    def act(tx: Transaction) -> str:
        made, is_new = create_organisation(
            tx, body["slug"], name=body["name"], owner_email=body["owner_email"], owner_name=body.get("owner_name")
        )
        if not is_new:
            known.append(made.slug)
        return made.slug

    shown, status, headers = edge().perform(act, queries.organisation)
    return shown, 200 if known else status, headers


@routes.route("/organisations")
@requires("operator")
@routes.arguments(PageQuery, location="query")
@routes.response(200, schemas.OrganisationPage)
def list_organisations(query: Body) -> Body:
    """All organisations, by slug."""
    with edge().read() as tx:
        return queries.organisations(tx, **query)


@routes.route("/accounts", methods=["POST"])
@requires("owner", "operator")
@routes.arguments(schemas.NewAccount)
@routes.response(201, schemas.Account)
@_known_account
def post_account(body: Body) -> Shown:
    """Gives a person a role in an organisation, or in one network of it; with `invite` a link goes to her address."""
    organisation, invite = _organisation_of(body), body.pop("invite")
    scope = Scope(organisation, identity().network)
    who = {name: value for name, value in body.items() if name != "organisation"}
    known: list[str] = []

    def act(tx: Transaction) -> str:
        if invite:
            language = who.pop("language", None) or SOURCE
            return invite_colleague(tx, scope, language=language, keys=pages().keys, **who).id
        if not scope.holds(body.get("network_id")):
            raise NotFound
        added, is_new = add_account(tx, organisation, **who)
        if not is_new:
            known.append(added.id)
        return added.id

    shown, status, headers = edge().perform(act, lambda tx, account_id: queries.account(tx, account_id, scope))
    return shown, 200 if known else status, headers


@routes.route("/accounts")
@requires("owner", "operator")
@routes.arguments(PageQuery, location="query")
@routes.response(200, schemas.AccountPage)
def list_accounts(query: Body) -> Body:
    """The accounts that the caller looks after; all of them for the operator."""
    with edge().read() as tx:
        return queries.accounts(tx, _scope(), **query)


@routes.route("/accounts/<account_id>")
@requires("owner", "operator")
@routes.response(200, schemas.Account)
def get_account(account_id: str) -> Body:
    """One account."""
    with edge().read() as tx:
        return queries.account(tx, account_id, _scope())


@routes.route("/accounts/<account_id>", methods=["PATCH"])
@requires("owner", "operator")
@routes.arguments(schemas.AccountChanges)
@routes.response(200, schemas.Account)
def patch_account(body: Body, account_id: str) -> Body:
    """Changes a role and how far it reaches, at once; an organisation keeps an owner."""
    with edge().transaction() as tx:
        change_account(tx, _scope(), account_id, body)
        return queries.account(tx, account_id, _scope())


@routes.route("/accounts/<account_id>", methods=["DELETE"])
@requires("owner", "operator")
@routes.response(204)
def delete_account(account_id: str) -> None:
    """Ends an account with its sessions; an organisation keeps an owner."""
    with edge().transaction() as tx:
        remove_account(tx, _scope(), account_id)


@routes.route("/sign-in-links", methods=["POST"])
@requires("operator")
@routes.arguments(schemas.NewSignInLink)
@routes.response(201, schemas.Link)
def post_sign_in_link(body: Body) -> Shown:
    """Makes a link by which an organiser signs in once, within ten minutes."""
    return edge().perform(
        lambda tx: _secret(
            make_sign_in_link(tx, body["email"], chance=pages().chance, organisation=body.get("organisation")),
            "sign-in",
        ),
        queries.link,
    )


@routes.route("/set-up-links", methods=["POST"])
@requires("operator")
@routes.arguments(schemas.Nothing)
@routes.response(201, schemas.Link)
def post_set_up_link(_body: Body) -> Shown:
    """Makes the link by which the first organisation is set up in a browser on this machine."""
    return edge().perform(lambda tx: _secret(make_set_up_link(tx, chance=pages().chance), "set-up"), queries.link)


def _secret(link: NewLink, path: str) -> tuple[str, Body]:
    return link.id, {"url": f"{pages().settings.public_url}/{path}/{link.token}"}


def _own() -> str | None:
    own = identity().organisation
    return None if own == EVERY_ORGANISATION else own


def _scope() -> Scope:
    return Scope(_own(), identity().network)


def _organisation_of(body: dict[str, Any]) -> str:
    own, asked = _own(), body.get("organisation")
    if own is None and asked is None:
        raise Invalid("Say in which organisation.", errors={"organisation": ["Missing data for required field."]})
    if own is not None and asked not in (None, own):
        raise Invalid("Accounts are added to one's own organisation.", errors={"organisation": ["Not your own."]})
    return str(own or asked)
