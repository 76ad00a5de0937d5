"""Signing in by a link that is good once: opening it changes nothing, its button does, in the browser that asked."""

import re

from flask import Blueprint, Response, make_response, redirect, request, url_for

from services.web.activity import SIGNED_OUT
from services.web.forms.form import Form
from services.web.http.same_origin import refuse_cross_site
from services.web.http.visitor import browser, check_form, forget, own_token, present_visitor, remember
from services.web.http.way_back import forget_way, way_back
from services.web.languages import FOR_ORGANISERS
from services.web.link import LIFETIME, new_token
from services.web.operations import sign_in as operation
from services.web.operations.ask_for_link import ask_for_link
from services.web.operations.end_sessions import end_session
from services.web.operations.note_activity import note_activity
from services.web.operations.use_link import LinkIsGone, OtherBrowser
from services.web.pages import pages, reader_language, show
from shared.http.authentication import public
from shared.problems import Invalid
from shared.safe_text import mail_address

routes = Blueprint("sign_in", __name__)

SECRET = re.compile(r"[A-Za-z0-9_-]{22}")
SAID = ("sent",)


@routes.get("/sign-in")
@public
def ask() -> Response:
    """Asks for an address, or says that a link is on its way."""
    said = request.args.get("said")
    return _page(Form(), said=said if said in SAID else None)


@routes.post("/sign-in")
@public
def asked() -> Response:
    """Takes down who asked and looks nothing up, so that it tells nobody who organises here."""
    refuse_cross_site()
    form = Form({"email": request.form.get("email", "").strip()})
    try:
        email = mail_address(form.value("email"))
    except Invalid:
        return _page(form.with_faults(["email"]))
    secret = _secret() or new_token(pages().chance)
    language = reader_language(spoken=FOR_ORGANISERS).tag
    with pages().database.transaction(by="anyone", place="http") as tx:
        ask_for_link(tx, email, asked=secret, language=language, keys=pages().keys)
    response = make_response(redirect(url_for("sign_in.ask", said="sent", language=request.args.get("language")), 303))
    return _give(response, secret)


@routes.get("/sign-in/<token>")
@public
def offered(token: str) -> Response:
    """Shows a button; the link stays good for whoever it was made for."""
    try:
        with pages().database.read() as tx:
            accounts = operation.accounts_of(tx, token, asked=_secret())
            names = operation.names_of(tx, accounts)
    except LinkIsGone:
        return _gone()
    except OtherBrowser:
        return _elsewhere(200)
    language = reader_language(*(account.language for account in accounts), spoken=FOR_ORGANISERS)
    return show("console/sign_in_link.html", language, accounts=accounts, names=names)


@routes.post("/sign-in/<token>")
@public
def taken(token: str) -> Response:
    """Signs in, once."""
    refuse_cross_site()
    account_id = request.form.get("account") or None
    try:
        with pages().database.transaction(by="anyone", place="http") as tx:
            here = browser(asked=_secret())
            session = operation.sign_in(tx, token, chance=pages().chance, browser=here, account_id=account_id)
    except LinkIsGone:
        return _gone()
    except OtherBrowser:
        return _elsewhere(403)
    response = make_response(redirect(way_back(), 303))
    forget_way(response)
    if _secret() is not None:
        response.delete_cookie(_cookie(), httponly=True, samesite="Lax", secure=pages().settings.is_https, path="/")
    return remember(response, session)


@routes.post("/sign-out")
@public
def leave() -> Response:
    """Signs out; without a session there is nothing to do."""
    visitor = present_visitor()
    if visitor is not None:
        check_form()
        with pages().database.transaction(by=visitor.account.by, place="http") as tx:
            end_session(tx, own_token())
            note_activity(tx, visitor.account, SIGNED_OUT)
    return forget(make_response(redirect("/sign-in", 303)))


def _page(form: Form, *, status: int | None = None, said: str | None = None) -> Response:
    language = reader_language(spoken=FOR_ORGANISERS)
    return show("console/sign_in.html", language, status=status or form.status, form=form, said=said)


def _gone() -> Response:
    return _page(Form(), status=409, said="gone")


def _elsewhere(status: int) -> Response:
    return _page(Form(), status=status, said="elsewhere")


def _cookie() -> str:
    return "__Host-samling-asked" if pages().settings.is_https else "samling-asked"


def _secret() -> str | None:
    """What this browser was given when it asked for a link."""
    found = request.cookies.get(_cookie(), "")
    return found if SECRET.fullmatch(found) else None


def _give(response: Response, secret: str) -> Response:
    response.set_cookie(
        _cookie(),
        secret,
        max_age=int(LIFETIME.total_seconds()),
        httponly=True,
        samesite="Lax",
        secure=pages().settings.is_https,
        path="/",
    )
    return response
