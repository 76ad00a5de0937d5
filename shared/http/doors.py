"""Two doors to one app: people and programs come in at one, those who run the product at the other."""

import json
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from werkzeug.test import Client

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

NOT_HERE = b'{"title":"Not found","status":404}'


def outer_door(app: "WSGIApplication") -> "WSGIApplication":
    """All but `/metrics`, which tells how many people there are."""

    def door(environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        if environ.get("PATH_INFO") == "/metrics":
            return _answer(start_response, "404 Not Found", NOT_HERE)
        return app(environ, start_response)

    return door


def inner_door(app: "WSGIApplication", faults: Callable[[], dict[str, str]]) -> "WSGIApplication":
    """`/live`, `/ready` and `/metrics` alone; `faults` adds what this process knows to be wrong beside the app."""

    def door(environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        path = environ.get("PATH_INFO")
        if path == "/ready":
            reasons = (Client(app).get("/ready").json or {}).get("reasons", {}) | faults()
            body = json.dumps({"status": "not ready" if reasons else "ready", "reasons": reasons}).encode()
            return _answer(start_response, "503 Service Unavailable" if reasons else "200 OK", body)
        if path in ("/live", "/metrics"):
            return app(environ, start_response)
        return _answer(start_response, "404 Not Found", NOT_HERE)

    return door


def _answer(start_response: "StartResponse", status: str, body: bytes) -> Iterable[bytes]:
    start_response(status, [("Content-Type", "application/json"), ("Content-Length", str(len(body)))])
    return [body]
