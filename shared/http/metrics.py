"""Counts and times the requests of a service by route, method and status; never by address."""

from threading import Lock
from weakref import WeakKeyDictionary

from flask import Request
from prometheus_client import CollectorRegistry, Counter, Histogram

_LABELS = ["service", "endpoint", "method"]
_METHODS = frozenset(("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"))


class RequestMetrics:
    """The two metrics of HTTP in one registry; several services may share it."""

    _kept: "WeakKeyDictionary[CollectorRegistry, RequestMetrics]" = WeakKeyDictionary()
    _lock = Lock()

    def __init__(self, registry: CollectorRegistry) -> None:
        self._requests = Counter("http_requests", "Requests answered", [*_LABELS, "status"], registry=registry)
        self._seconds = Histogram("http_request_duration_seconds", "Time to answer", _LABELS, registry=registry)
        self._children: dict[tuple[str, str, str, int], tuple[Counter, Histogram]] = {}

    @classmethod
    def of(cls, registry: CollectorRegistry) -> "RequestMetrics":
        """The metrics of this registry, made once: a registry refuses the same name twice."""
        with cls._lock:
            if registry not in cls._kept:
                cls._kept[registry] = cls(registry)
            return cls._kept[registry]

    def count(self, service: str, request: Request, status: int, seconds: float) -> None:
        """Records one request that was answered."""
        method = request.method if request.method in _METHODS else "other"
        labels = (service, request.endpoint or "none", method, status)
        found = self._children.get(labels)
        if found is None:  # looking labels up costs more than counting
            found = self._children[labels] = (self._requests.labels(*labels), self._seconds.labels(*labels[:3]))
        found[0].inc()
        found[1].observe(seconds)
