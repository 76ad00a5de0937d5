"""Sends whoever has no session to sign in, and opens afterwards the page that was asked for; her browser keeps it."""

from datetime import timedelta
from urllib.parse import urlsplit

from flask import Response, current_app, make_response, redirect, request
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect

from services.web.http.live_part import is_live_part
from services.web.http.page_role import role_of_page
from services.web.pages import pages

SIGN_IN, HOME = "/sign-in", "/"
KEPT = timedelta(hours=1)
LONGEST = 400


def sign_in_first() -> Response:
    """To the sign-in page; a live part of a page takes the whole page there."""
    if is_live_part():
        response = current_app.response_class(headers={"HX-Redirect": SIGN_IN})
        asked = _path_of(request.headers.get("HX-Current-URL", ""))
    else:
        response = make_response(redirect(SIGN_IN, 303))
        asked = request.path
    way = _page_of_ours(asked)
    if way and request.method == "GET":
        response.set_cookie(
            _cookie(),
            way,
            max_age=int(KEPT.total_seconds()),
            httponly=True,
            samesite="Lax",
            secure=pages().settings.is_https,
            path="/",
        )
    return response


def way_back() -> str:
    """The page that was asked for in this browser, else the front page; never an address but one of our own routes."""
    return _page_of_ours(request.cookies.get(_cookie(), "")) or HOME


def forget_way(response: Response) -> None:
    """Takes it back from the browser."""
    if _cookie() in request.cookies:
        response.delete_cookie(_cookie(), httponly=True, samesite="Lax", secure=pages().settings.is_https, path="/")


def _page_of_ours(path: str) -> str | None:
    """The organisers' page at this path, its address written anew by its route; None for whatever else."""
    if len(path) > LONGEST or not path.startswith("/"):
        return None
    routes = current_app.url_map.bind("")
    try:
        endpoint, values = routes.match(path, method="GET")
    except (HTTPException, RequestRedirect):
        return None
    if role_of_page(current_app.view_functions[endpoint]) is None:
        return None
    return routes.build(endpoint, values)


def _path_of(address: str) -> str:
    try:
        return urlsplit(address).path
    except ValueError:
        return ""


def _cookie() -> str:
    return "__Host-samling-way" if pages().settings.is_https else "samling-way"
