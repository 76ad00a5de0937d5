"""RabbitMQ's management API: makes users, virtual hosts and queues, and removes them."""

import json
from base64 import b64encode
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote, unquote, urlsplit, urlunsplit

import structlog

from shared.http.client import ApiProblem, OverHttp

_log = structlog.get_logger(__name__)

CONNECTING, ANSWERING = 3, 5  # seconds


class Away(Exception):
    """The management API does not answer, or does not do what it is asked; the text says which and names no secret."""


class Management:
    """Asks in the name of one administrator. Everything can be asked again: what is so already stays so."""

    def __init__(self, url: str) -> None:
        """From `http://user:password@host:port`. Raises ValueError, without a password in its text."""
        parts = urlsplit(url.strip())
        if parts.scheme not in ("http", "https") or not parts.hostname or not parts.username:
            raise ValueError("wants http://user:password@host:15672")
        self.user, self.password = unquote(parts.username), unquote(parts.password or "")
        base = urlunsplit((parts.scheme, parts.netloc.rpartition("@")[2], parts.path.rstrip("/"), "", ""))
        self._transport = OverHttp(base, pool=4, connect=CONNECTING, read=ANSWERING)
        named = b64encode(f"{self.user}:{self.password}".encode()).decode()
        self._headers = {"Authorization": f"Basic {named}", "Content-Type": "application/json"}

    def put(self, *path: str, body: Mapping[str, Any] | None = None) -> None:
        """Makes it, or makes it so. Raises Away."""
        self._ask("PUT", path, json.dumps(body or {}).encode())

    def post(self, *path: str, body: Mapping[str, Any]) -> None:
        """Takes in what the body says. Raises Away."""
        self._ask("POST", path, json.dumps(body).encode())

    def delete(self, *path: str) -> None:
        """Removes it, if it is there. Raises Away."""
        self._ask("DELETE", path, None)

    def close(self) -> None:
        self._transport.close()

    def _ask(self, method: str, path: tuple[str, ...], body: bytes | None) -> None:
        address = "/api/" + "/".join(quote(part, safe="") for part in path)
        try:
            status, _, _ = self._transport(method, address, body, self._headers)
        except ApiProblem as fault:
            _log.warning("broker.management_away", error=fault.detail)
            raise Away("RabbitMQ's management API does not answer.") from None
        if status >= 300 and not (method == "DELETE" and status == 404):
            _log.warning("broker.management_refuses", method=method, kind=path[0], status=status)
            raise Away(f"RabbitMQ's management API answers {status} where {path[0]} are made.")
