"""Tells whether a service lives, whether it can serve, and its metrics."""

from collections.abc import Callable, Mapping
from typing import Any

from flask import Blueprint, Response, jsonify
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest

from shared.http.authentication import public

Ready = Callable[[], dict[str, str]]


def health_routes(ready: Ready, registry: CollectorRegistry, warnings: Ready = dict) -> Blueprint:
    """`/live`, `/ready` and `/metrics`, open to all: the proxy keeps the last one inside.

    Reasons make a service not ready; warnings need a person and leave it as it is.
    """
    routes = Blueprint("health", __name__)

    @routes.get("/live")
    @public
    def live() -> Response:
        return jsonify(status="live")

    @routes.get("/ready")
    @public
    def is_ready() -> Response:
        reasons = _reasons(ready)
        response = jsonify(**told(reasons, {} if reasons.get("check") else _reasons(warnings)))
        if reasons:
            response.status_code = 503
            response.headers["Retry-After"] = "1"
        return response

    @routes.get("/metrics")
    @public
    def metrics() -> Response:
        return Response(generate_latest(registry), content_type=CONTENT_TYPE_LATEST)

    return routes


def told(reasons: Mapping[str, Any], warnings: Mapping[str, Any]) -> dict[str, Any]:
    """What `/ready` answers."""
    body = {"status": "not ready" if reasons else "ready", "reasons": reasons}
    return body | ({"warnings": warnings} if warnings else {})


def _reasons(ready: Ready) -> dict[str, str]:
    try:
        return ready()
    except Exception as error:  # whatever the check meets, the answer is: not ready
        return {"check": type(error).__name__}
