"""Makes the Flask app of a service, so that all of them authenticate, limit, answer and report alike."""

import re
from collections.abc import Callable, Sequence
from io import BytesIO
from time import perf_counter
from typing import IO, Any
from uuid import uuid4

import structlog
from flask import Flask, Response, g, request
from flask import Request as FlaskRequest
from prometheus_client import CollectorRegistry
from werkzeug.exceptions import RequestEntityTooLarge

from shared.http import health, problem_documents
from shared.http.api import Api
from shared.http.blueprint import Blueprint
from shared.http.edge import EXTENSION, Edge
from shared.http.metrics import RequestMetrics
from shared.http.parsing import refuse_nul_in_address
from shared.watch import Measures, Watch, nothing_more

_REQUEST_ID = re.compile(r"[A-Za-z0-9_.:-]{1,64}")
_HEADERS = (
    ("X-Content-Type-Options", "nosniff"),
    ("Cache-Control", "no-store"),
    ("Referrer-Policy", "no-referrer"),
)


def make_app(
    name: str,
    *,
    edge: Edge,
    blueprints: Sequence[Blueprint],
    title: str,
    description: str,
    ready: Callable[[], dict[str, str]],
    registry: CollectorRegistry,
    measures: Measures = nothing_more,
    version: str = "v1",
    max_body: int = 1_000_000,
    new_request_id: Callable[[], str] = lambda: uuid4().hex,
) -> Flask:
    """The WSGI app of the service `name`: its blueprints below `/api/<name>/<version>`, health and metrics beside."""
    app = App(name, static_folder=None, template_folder=None)
    app.config["MAX_CONTENT_LENGTH"] = max_body
    app.json.sort_keys = False  # type: ignore[attr-defined]  # a setting of Flask's own provider
    app.json.ensure_ascii = False  # type: ignore[attr-defined]
    app.extensions[EXTENSION] = edge
    _frame_requests(app, name, new_request_id, RequestMetrics.of(registry))
    _guard_requests(app, edge, max_body)
    base_path = f"/api/{name}/{version}"
    api = Api(app, title=title, version=version, description=description, base_path=base_path)
    problem_documents.register(app)
    watch = Watch(edge.database, measures)
    watch.register(registry)
    app.register_blueprint(health.health_routes(ready, registry, watch.warnings))
    for blueprint in blueprints:
        api.register_blueprint(blueprint, url_prefix=base_path)
    return app


class Request(FlaskRequest):
    """A request to services that take no files: what is sent as one is read past, and opens none."""

    def _get_file_stream(self, *_: Any, **__: Any) -> IO[bytes]:
        return BytesIO()


class App(Flask):
    """A Flask app of plain functions: it never looks for coroutines, as flask-smorest would at every layer."""

    request_class = Request

    def ensure_sync(self, func: Callable[..., Any]) -> Callable[..., Any]:
        return func


def _frame_requests(app: Flask, name: str, new_request_id: Callable[[], str], counted: RequestMetrics) -> None:
    """Gives each request an id, known to the caller and to every log line, and each answer its headers."""

    @app.before_request
    def begin() -> None:
        g.began = perf_counter()
        given = request.headers.get("X-Request-Id", "")
        g.request_id = given if _REQUEST_ID.fullmatch(given) else new_request_id()
        g.log_tokens = structlog.contextvars.bind_contextvars(service=name, request_id=g.request_id)

    @app.after_request
    def end(response: Response) -> Response:
        headers = response.headers
        headers["X-Request-Id"] = g.request_id
        for header, value in _HEADERS:
            headers.setdefault(header, value)
        counted.count(name, request, response.status_code, perf_counter() - g.began)
        return response

    @app.teardown_request
    def forget(_error: BaseException | None) -> None:
        # in one process a request may run inside another's thread: give that one its context back
        structlog.contextvars.reset_contextvars(**g.pop("log_tokens", {}))


def _guard_requests(app: Flask, edge: Edge, max_body: int) -> None:
    """Refuses what is too large, impossible or not allowed before a view or a schema sees it."""

    @app.before_request
    def guard() -> None:
        if (request.content_length or 0) > max_body:
            raise RequestEntityTooLarge
        refuse_nul_in_address(request)
        rule = request.url_rule
        if rule is not None and not (request.method == "OPTIONS" and getattr(rule, "provide_automatic_options", False)):
            edge.authenticator.admit(app.view_functions[rule.endpoint])
