"""The stylesheet, below an address that names its content, so that browsers keep it until it changes."""

from flask import Blueprint, Response, abort, current_app

from services.web.pages import pages
from shared.http.authentication import public

routes = Blueprint("stylesheet", __name__)


@routes.get("/static/<version>/web.css")
@public
def stylesheet(version: str) -> Response:
    """The stylesheet of this version."""
    renderer = pages().renderer
    if version != renderer.version:
        abort(404)
    response = current_app.response_class(renderer.stylesheet, mimetype="text/css")
    response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    return response
