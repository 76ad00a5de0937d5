"""Counts and times the requests of a service by route, method and status; never by address."""

from threading import Lock
from time import perf_counter
from weakref import WeakKeyDictionary

from flask import Flask, Response, g, request
from prometheus_client import CollectorRegistry, Counter, Histogram

_LABELS = ["service", "endpoint", "method"]
_METHODS = frozenset(("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"))


class RequestMetrics:
    """The two metrics of HTTP in one registry; several services may share it."""

    _kept: "WeakKeyDictionary[CollectorRegistry, RequestMetrics]" = WeakKeyDictionary()
    _lock = Lock()

    def __init__(self, registry: CollectorRegistry) -> None:
        self.requests = Counter("http_requests", "Requests answered", [*_LABELS, "status"], registry=registry)
        self.seconds = Histogram("http_request_duration_seconds", "Time to answer", _LABELS, registry=registry)

    @classmethod
    def of(cls, registry: CollectorRegistry) -> "RequestMetrics":
        """The metrics of this registry, made once: a registry refuses the same name twice."""
        with cls._lock:
            if registry not in cls._kept:
                cls._kept[registry] = cls(registry)
            return cls._kept[registry]


def measure(app: Flask, name: str, registry: CollectorRegistry) -> None:
    """Makes an app count and time its requests."""
    metrics = RequestMetrics.of(registry)

    @app.before_request
    def begin() -> None:
        g.began = perf_counter()

    @app.after_request
    def end(response: Response) -> Response:
        method = request.method if request.method in _METHODS else "other"
        endpoint = request.endpoint or "none"
        metrics.requests.labels(name, endpoint, method, response.status_code).inc()
        if "began" in g:
            metrics.seconds.labels(name, endpoint, method).observe(perf_counter() - g.began)
        return response
