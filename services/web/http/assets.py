"""Stylesheet and script, below addresses that name their content, so that browsers keep them until they change."""

from flask import Blueprint, Response, abort, current_app, request

from services.web.pages import pages
from shared.http.authentication import public

routes = Blueprint("assets", __name__)


@routes.get("/static/<version>/<name>")
@public
def asset(version: str, name: str) -> Response:
    """A file of this version, compressed where the browser takes it so."""
    found = pages().renderer.assets.at(f"/static/{version}/{name}")
    if found is None:
        abort(404)
    takes_gzip = request.accept_encodings.best_match(["gzip"]) is not None
    response = current_app.response_class(found.compressed if takes_gzip else found.content, mimetype=found.mimetype)
    if takes_gzip:
        response.headers["Content-Encoding"] = "gzip"
    response.headers["Vary"] = "Accept-Encoding"
    response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    return response
