"""The first organisation of an empty product, made in a browser on the machine itself."""

import ipaddress
from urllib.parse import urlsplit

from flask import Blueprint, Response, make_response, redirect, request
from marshmallow import ValidationError

from services.web.forms.form import Form
from services.web.http.same_origin import refuse_cross_site
from services.web.http.visitor import browser, remember
from services.web.languages import FOR_ORGANISERS
from services.web.link import SET_UP
from services.web.operations.set_up import set_up
from services.web.operations.use_link import good_link
from services.web.pages import pages, reader_language, show
from services.web.schemas import NewOrganisation
from shared.http.authentication import public
from shared.problems import NotFound

routes = Blueprint("set_up", __name__)

FIELDS = ("name", "slug", "owner_name", "owner_email")


@routes.get("/set-up/<token>")
@public
def asked(token: str) -> Response:
    """The form."""
    _only_on_this_machine()
    with pages().database.read() as tx:
        good_link(tx, token, kinds=(SET_UP,))
    return _form(Form())


@routes.post("/set-up/<token>")
@public
def sent(token: str) -> Response:
    """Makes the organisation and signs its owner in."""
    _only_on_this_machine()
    refuse_cross_site()
    given = {name: request.form.get(name, "") for name in FIELDS}
    try:
        values = NewOrganisation().load(given)
    except ValidationError as error:
        return _form(Form(given).with_faults(map(str, error.messages_dict)))
    with pages().database.transaction(by="operator:set-up", place="http") as tx:
        session = set_up(tx, token, chance=pages().chance, browser=browser(), **values)
    return remember(make_response(redirect("/start", 303)), session)


def _form(form: Form) -> Response:
    return show("console/set_up.html", reader_language(spoken=FOR_ORGANISERS), status=form.status, form=form)


def _only_on_this_machine() -> None:
    host = urlsplit(pages().settings.public_url).hostname
    if not (_is_loopback(request.remote_addr) and _is_loopback(host)):
        raise NotFound


def _is_loopback(host: str | None) -> bool:
    try:
        return ipaddress.ip_address(host or "").is_loopback
    except ValueError:
        return host == "localhost"
