"""Every error as a page in the reader's language that says what to do; below /api as a problem document."""

from contextlib import suppress

import structlog
from flask import Flask, Response, g, request
from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from werkzeug.exceptions import HTTPException

from services.web.http import PAGES
from services.web.http.visitor import present_visitor
from services.web.languages import FOR_ORGANISERS
from services.web.operations.use_link import LinkIsGone
from services.web.pages import reader_language, show
from shared.http import problem_documents
from shared.http.client import ApiProblem
from shared.problems import Problem

AWAY = (OperationalError, InterfaceError, PoolTimeout)


def register(app: Flask) -> None:
    """Makes all pages of the app, and addresses that are no page, answer so."""
    for blueprint in PAGES:
        app.register_error_handler(404, _unknown_address)
        app.error_handler_spec[blueprint.name][None][Exception] = of_error
    app.register_error_handler(HTTPException, _unknown_address)
    app.register_error_handler(Problem, _refused_at_the_door)


def of_error(error: Exception) -> Response:
    """The page of an error."""
    status = _status(error)
    if status >= 500:
        structlog.get_logger(__name__).error("page failed", status=status, exc_info=not isinstance(error, ApiProblem))
    kind = "link" if isinstance(error, LinkIsGone) else _KINDS.get(status, "refused" if status < 500 else "failed")
    if status in (404, 429) and request.path.startswith("/p/"):
        kind = "link_unknown"
    visitor = g.get("visitor")
    language = reader_language(visitor.account.language, spoken=FOR_ORGANISERS) if visitor else reader_language()
    values = {"visitor": visitor, "path": request.path, "choose_language": visitor is None}
    response = show("error.html", language, status=status, kind=kind, **values)
    if status == 503:
        response.headers["Retry-After"] = "5"
    if isinstance(error, HTTPException):
        response.headers.extend((name, value) for name, value in error.get_headers() if name == "Allow")
    return response


_KINDS = {401: "forbidden", 403: "forbidden", 404: "unknown", 410: "unknown", 503: "away"}


def _status(error: Exception) -> int:
    if isinstance(error, HTTPException):
        return error.code or 500
    if isinstance(error, ApiProblem):
        # what another service fails at is not the reader's fault: 5xx all mean that it is out of reach
        return 503 if error.status >= 500 else error.status
    if isinstance(error, Problem):
        return error.status
    return 503 if isinstance(error, AWAY) else 500


def _unknown_address(error: HTTPException) -> Response:
    if _is_api():
        return problem_documents.of_http_exception(error)
    with suppress(*AWAY):
        present_visitor()  # who is signed in finds the way on
    return of_error(error)


def _refused_at_the_door(problem: Problem) -> Response:
    return problem_documents.of_problem(problem) if _is_api() else of_error(problem)


def _is_api() -> bool:
    return request.path.startswith("/api/") or request.path in ("/live", "/ready", "/metrics")
