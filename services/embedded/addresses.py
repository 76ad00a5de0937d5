"""One WSGI application for all services: the path says whose request it is."""

import json
from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any

from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from prometheus_client.core import Metric
from prometheus_client.parser import text_string_to_metric_families
from werkzeug.test import Client

from shared.http.health import told

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment


class OneAddress:
    """`/api/<service>/…` goes to that service, `/sandbox/…` to the sandbox, health to all, the rest to `web`."""

    def __init__(self, apps: Mapping[str, "WSGIApplication"]) -> None:
        self._apps = apps
        self._together: dict[str, Callable[[], tuple[str, str, bytes]]] = {
            "/live": self._live,
            "/ready": self._ready,
            "/metrics": self._metrics,
        }

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        path: str = environ.get("PATH_INFO", "")
        if path in self._together and environ["REQUEST_METHOD"] in ("GET", "HEAD"):
            status, content_type, body = self._together[path]()
            start_response(status, [("Content-Type", content_type), ("Content-Length", str(len(body)))])
            return [] if environ["REQUEST_METHOD"] == "HEAD" else [body]
        return self._app(path)(environ, start_response)

    def _app(self, path: str) -> "WSGIApplication":
        parts = path.split("/", 3)
        if len(parts) > 2 and parts[1] == "api" and parts[2] in self._apps:
            return self._apps[parts[2]]
        if parts[1:2] == ["sandbox"] and "sandbox" in self._apps:
            return self._apps["sandbox"]
        return self._apps["web"]

    def _live(self) -> tuple[str, str, bytes]:
        return "200 OK", "application/json", b'{"status":"live"}'

    def _ready(self) -> tuple[str, str, bytes]:
        answers = {name: Client(app).get("/ready").json or {} for name, app in self._apps.items() if name != "sandbox"}
        reasons: dict[str, Any] = {name: said["reasons"] for name, said in answers.items() if said.get("reasons")}
        warnings = {name: said["warnings"] for name, said in answers.items() if said.get("warnings")}
        body = json.dumps(told(reasons, warnings)).encode()
        return ("503 Service Unavailable" if reasons else "200 OK"), "application/json", body

    def _metrics(self) -> tuple[str, str, bytes]:
        return "200 OK", CONTENT_TYPE_LATEST, generate_latest(self)

    def collect(self) -> Iterable[Metric]:
        """The metrics of all services, each family once."""
        families: dict[str, Metric] = {}
        for name, app in self._apps.items():
            if name == "sandbox":
                continue
            for family in text_string_to_metric_families(Client(app).get("/metrics").get_data(as_text=True)):
                known = families.setdefault(family.name, family)
                if known is not family:
                    known.samples.extend(family.samples)
        return families.values()
