"""Turns every error into one RFC 9457 problem document that names faulty fields and gives nothing away."""

from collections.abc import Iterator, Mapping
from typing import Any

import structlog
from flask import Flask, Response, current_app, json
from sqlalchemy.exc import DataError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from werkzeug.exceptions import HTTPException

from shared.problems import Invalid, Problem, Unavailable

MEDIA_TYPE = "application/problem+json"
SAID = {
    404: "There is no such address; /api/<service>/v1/openapi.json lists those of each service.",
    405: "This address does not take this method; the header Allow names those it takes.",
    413: "The body is too large; send it in smaller parts.",
}  # instead of werkzeug's own words, which are for people with browsers


def register(app: Flask) -> None:
    """Makes an app answer all errors so."""
    app.register_error_handler(Problem, of_problem)
    app.register_error_handler(HTTPException, of_http_exception)
    app.register_error_handler(OperationalError, _database_is_away)
    app.register_error_handler(InterfaceError, _database_is_away)
    app.register_error_handler(PoolTimeout, _database_is_away)
    app.register_error_handler(DataError, _database_refuses_value)
    app.register_error_handler(Exception, _unexpected)


def of_problem(problem: Problem) -> Response:
    """The document of a domain error."""
    headers = {}
    if problem.retry_after is not None:
        headers["Retry-After"] = str(problem.retry_after)
    if problem.status == 401:
        headers["WWW-Authenticate"] = "Bearer"
    return document(problem.status, problem.title, problem.detail, errors=problem.errors, headers=headers)


def of_http_exception(error: HTTPException) -> Response:
    """The document of an error from Flask, werkzeug or the argument parser."""
    data = getattr(error, "data", None) or {}
    faults = dict(by_field(data.get("messages", {})))
    headers = {name: value for name, value in error.get_headers() if name.lower() not in ("content-type", "location")}
    plain = SAID.get(error.code or 500) if error.description == type(error).description else None
    detail = "These fields are not as they should be." if faults else (plain or error.description or error.name)
    return document(error.code or 500, error.name, detail, errors=faults or None, headers=headers)


def document(
    status: int,
    title: str,
    detail: str,
    *,
    errors: Mapping[str, Any] | None = None,
    headers: Mapping[str, str] | None = None,
) -> Response:
    """A response of media type application/problem+json."""
    body: dict[str, Any] = {"type": "about:blank", "title": title, "status": status, "detail": detail}
    if errors:
        body["errors"] = {field: list(faults) for field, faults in errors.items()}
    response = current_app.response_class(json.dumps(body), status, mimetype=MEDIA_TYPE)
    response.headers.extend(headers or {})
    return response


def by_field(messages: Any, path: str = "") -> Iterator[tuple[str, list[str]]]:
    """marshmallow's nested messages as flat pairs: `contact.phone` → what is wrong with it."""
    if isinstance(messages, Mapping):
        for name, inner in messages.items():
            step = "" if name in ("json", "query", "form", "headers") and not path else f".{name}"
            yield from by_field(inner, path if name == "_schema" and path else path + step)
    elif messages:
        faults = messages if isinstance(messages, list) else [messages]
        yield path.removeprefix(".").removeprefix("_schema") or "body", [str(fault) for fault in faults]


def _database_is_away(error: Exception) -> Response:
    structlog.get_logger().warning("database is away", exc_info=error)
    return of_problem(Unavailable())


def _database_refuses_value(error: Exception) -> Response:
    structlog.get_logger().warning("database refused a value", exc_info=error)
    return of_problem(Invalid("One of the values is not one that can be stored."))


def _unexpected(error: Exception) -> Response:
    structlog.get_logger().error("unexpected error", exc_info=error)
    return document(500, "Internal error", "Something went wrong on our side; the request id tells us what.")
