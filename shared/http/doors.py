"""Two doors to one app: people and programs come in at one, those who run the product at the other."""

import json
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Gauge, generate_latest
from werkzeug.test import Client

from shared.http.health import told

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

NOT_HERE = b'{"title":"Not found","status":404}'


NOT_FOUND = "404 Not Found"
ITS_OWN = "check"  # the one reason for which requests had better go elsewhere: it cannot look into its database
WARNINGS = ("broker.dead_letters",)


def outer_door(app: "WSGIApplication") -> "WSGIApplication":
    """All but `/metrics`, which tells how many people there are.

    `/ready` says here whether requests can be served: that messages wait is no reason to send people elsewhere.
    """

    def door(environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        path = environ.get("PATH_INFO")
        if path == "/metrics":
            return _answer(start_response, NOT_FOUND, NOT_HERE)
        if path == "/ready" and environ["REQUEST_METHOD"] == "GET":
            said = _ready(app)
            own = {name: why for name, why in said["reasons"].items() if name == ITS_OWN}
            others = {name: why for name, why in said["reasons"].items() if name != ITS_OWN}
            return _tell(start_response, own, others | said["warnings"])
        return app(environ, start_response)

    return door


def inner_door(app: "WSGIApplication", faults: Callable[[], dict[str, str]]) -> "WSGIApplication":
    """`/live`, `/ready` and `/metrics` alone; `faults` adds what this process knows to be wrong beside the app."""

    def door(environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        path = environ.get("PATH_INFO")
        if path == "/ready":
            said, found = _ready(app), faults()
            reasons = said["reasons"] | {name: why for name, why in found.items() if name not in WARNINGS}
            return _tell(start_response, reasons, said["warnings"] | {n: found[n] for n in WARNINGS if n in found})
        if path == "/metrics":
            body = Client(app).get("/metrics").get_data() + _measured(faults())
            return _answer(start_response, "200 OK", body, CONTENT_TYPE_LATEST)
        if path == "/live":
            return app(environ, start_response)
        return _answer(start_response, NOT_FOUND, NOT_HERE)

    return door


def _ready(app: "WSGIApplication") -> dict[str, dict[str, str]]:
    said = Client(app).get("/ready").json or {}
    return {"reasons": said.get("reasons", {}), "warnings": said.get("warnings", {})}


def _measured(faults: dict[str, str]) -> bytes:
    """One line per place at which messages stand still, in the format of `/metrics`."""
    registry = CollectorRegistry()
    found = Gauge("samling_broker_fault", "1: messages stand still at this place", ["place"], registry=registry)
    for place in faults:
        found.labels(place).set(1)
    return generate_latest(registry)


def _tell(start_response: "StartResponse", reasons: dict[str, str], warnings: dict[str, str]) -> Iterable[bytes]:
    body = json.dumps(told(reasons, warnings)).encode()
    return _answer(start_response, "503 Service Unavailable" if reasons else "200 OK", body)


def _answer(
    start_response: "StartResponse", status: str, body: bytes, content_type: str = "application/json"
) -> Iterable[bytes]:
    start_response(status, [("Content-Type", content_type), ("Content-Length", str(len(body)))])
    return [body]
