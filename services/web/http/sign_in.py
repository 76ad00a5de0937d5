"""Signing in by a link that is good once: opening it changes nothing, its button does."""

from flask import Blueprint, Response, make_response, redirect, request

from services.web.form import Form
from services.web.http.same_origin import refuse_cross_site
from services.web.http.visitor import check_form, cookie_name, forget, present_visitor, remember
from services.web.languages import FOR_ORGANISERS
from services.web.operations import sign_in as operation
from services.web.operations.sign_out import sign_out
from services.web.pages import pages, reader_language, show
from shared.http.authentication import public
from shared.problems import Invalid
from shared.safe_text import mail_address

routes = Blueprint("sign_in", __name__)


@routes.get("/sign-in")
@public
def ask() -> Response:
    """Says how to sign in."""
    return _page(Form())


@routes.post("/sign-in")
@public
def asked() -> Response:
    """Says whom to ask for a link; looks nothing up, so that it tells nobody who organises here."""
    refuse_cross_site()
    form = Form({"email": request.form.get("email", "").strip()})
    try:
        mail_address(form.value("email"))
    except Invalid:
        return _page(form.with_faults(["email"]))
    return _page(form, asked=True)


@routes.get("/sign-in/<token>")
@public
def offered(token: str) -> Response:
    """Shows a button; the link stays good for whoever it was made for."""
    with pages().database.read() as tx:
        accounts = operation.accounts_of(tx, token)
    return show("console/sign_in_link.html", reader_language(spoken=FOR_ORGANISERS), accounts=accounts)


@routes.post("/sign-in/<token>")
@public
def taken(token: str) -> Response:
    """Signs in, once."""
    refuse_cross_site()
    with pages().database.transaction(by="anyone", place="http") as tx:
        session = operation.sign_in(tx, token, chance=pages().chance, account_id=request.form.get("account") or None)
    return remember(make_response(redirect("/", 303)), session)


@routes.post("/sign-out")
@public
def leave() -> Response:
    """Signs out; without a session there is nothing to do."""
    visitor = present_visitor()
    if visitor is not None:
        check_form()
        with pages().database.transaction(by=f"{visitor.account.role}:{visitor.account.id}", place="http") as tx:
            sign_out(tx, request.cookies[cookie_name()])
    return forget(make_response(redirect("/sign-in", 303)))


def _page(form: Form, *, asked: bool = False) -> Response:
    language = reader_language(spoken=FOR_ORGANISERS)
    return show("console/sign_in.html", language, status=form.status, form=form, asked=asked)
