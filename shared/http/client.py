"""Calls a service by its address or, in one process and in tests, by its WSGI app; both look the same."""

import json
from collections.abc import Callable, Mapping
from contextvars import Context
from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING, Any

import requests
import structlog
from requests.adapters import HTTPAdapter
from requests.structures import CaseInsensitiveDict
from werkzeug.test import Client

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

Headers = Mapping[str, str]


class ApiProblem(Exception):
    """What a service answered instead of doing what it was asked."""

    def __init__(self, status: int, title: str, detail: str, errors: Mapping[str, list[str]] | None = None) -> None:
        super().__init__(f"{status} {title}")
        self.status = status
        self.title = title
        self.detail = detail
        self.errors = dict(errors or {})


@dataclass(frozen=True)
class Answer:
    """What came back: `json` is None where the body is no JSON."""

    status: int
    headers: Headers
    body: bytes
    json: Any

    def raise_for_problem(self) -> "Answer":
        """This answer, or an ApiProblem if the status says there was one."""
        if self.status < 400:
            return self
        said = self.json if isinstance(self.json, dict) else {}
        title = str(said.get("title") or "Unexpected answer")
        raise ApiProblem(self.status, title, str(said.get("detail") or ""), said.get("errors"))


class OverHttp:
    """A kept pool of connections; gives up in finite time and follows no redirects."""

    def __init__(self, base_url: str, *, pool: int = 16, connect: float = 3, read: float = 30) -> None:
        self._base_url = base_url.rstrip("/")
        self._timeout = (connect, read)
        self._session = requests.Session()
        self._session.trust_env = False  # a .netrc would replace our token
        for scheme in ("http://", "https://"):
            self._session.mount(scheme, HTTPAdapter(pool_connections=4, pool_maxsize=pool))

    def __call__(self, method: str, path: str, body: bytes | None, headers: Headers) -> tuple[int, Headers, bytes]:
        try:
            answer = self._session.request(
                method, self._base_url + path, data=body, headers=headers, timeout=self._timeout, allow_redirects=False
            )
        except requests.RequestException as error:
            raise ApiProblem(503, "Out of reach", f"{type(error).__name__} on the way to the service.") from error
        return answer.status_code, answer.headers, answer.content

    def close(self) -> None:
        self._session.close()


class InProcess:
    """Calls a WSGI app in the caller's thread, without any network."""

    def __init__(self, app: "WSGIApplication") -> None:
        self._client = Client(app, use_cookies=False)

    def __call__(self, method: str, path: str, body: bytes | None, headers: Headers) -> tuple[int, Headers, bytes]:
        # in a context of its own: inside a request to the same app it would share that one's `g`
        return Context().run(self._ask, method, path, body, headers)

    def _ask(self, method: str, path: str, body: bytes | None, headers: Headers) -> tuple[int, Headers, bytes]:
        with self._client.open(path, method=method, data=body, headers=dict(headers)) as answer:
            return answer.status_code, CaseInsensitiveDict(answer.headers.items()), answer.get_data()

    def close(self) -> None:
        """There is nothing to let go of."""


class ApiClient:
    """Speaks JSON to one service in the name of one token."""

    def __init__(
        self,
        service: "str | WSGIApplication | OverHttp | InProcess",
        token: str | None = None,
        once: str | None = None,
        on_change: Callable[[], None] | None = None,
    ) -> None:
        self._transport = _transport(service)
        self._token = token
        self._once = once
        self._on_change = on_change

    def close(self) -> None:
        """Lets go of the connections."""
        self._transport.close()

    def with_token(
        self, token: str, *, once: str | None = None, on_change: Callable[[], None] | None = None
    ) -> "ApiClient":
        """The same service over the same connections, in another's name.

        `once` names what the caller does (a form that was shown, say): the same POST in its course counts once.
        `on_change` is called when the service has done something it was asked to do.
        """
        return ApiClient(self._transport, token, once, on_change)

    def get(self, path: str, *, headers: Headers | None = None) -> Answer:
        return self._call("GET", path, None, headers)

    def post(self, path: str, *, json: Any = None, headers: Headers | None = None) -> Answer:
        return self._changed(self._call("POST", path, json, headers))

    def ask(self, path: str, *, json: Any) -> Answer:
        """A POST that changes nothing: its body is too much for an address."""
        return self._call("POST", path, json, None)

    def put(self, path: str, *, json: Any = None, headers: Headers | None = None) -> Answer:
        return self._changed(self._call("PUT", path, json, headers))

    def patch(self, path: str, *, json: Any = None, headers: Headers | None = None) -> Answer:
        return self._changed(self._call("PATCH", path, json, headers))

    def delete(self, path: str, *, json: Any = None, headers: Headers | None = None) -> Answer:
        return self._changed(self._call("DELETE", path, json, headers))

    def _changed(self, answer: Answer) -> Answer:
        if self._on_change and answer.status < 400 and "Idempotent-Replay" not in answer.headers:
            self._on_change()
        return answer

    def _call(self, method: str, path: str, body: Any, headers: Headers | None) -> Answer:
        sent = {"Accept": "application/json, application/problem+json"}
        if self._token is not None:
            sent["Authorization"] = f"Bearer {self._token}"
        request_id = structlog.contextvars.get_contextvars().get("request_id")
        if request_id:
            sent["X-Request-Id"] = request_id
        encoded = None
        if body is not None:
            encoded = json.dumps(body, ensure_ascii=False).encode()
            sent["Content-Type"] = "application/json"
        if self._once and method == "POST":
            sent["Idempotency-Key"] = sha256(repr((self._once, path, encoded)).encode()).hexdigest()
        status, received, content = self._transport(method, path, encoded, {**sent, **(headers or {})})
        return Answer(status, received, content, _json_of(received, content))


def _transport(service: "str | WSGIApplication | OverHttp | InProcess") -> "OverHttp | InProcess":
    if isinstance(service, str):
        return OverHttp(service)
    if isinstance(service, OverHttp | InProcess):
        return service
    return InProcess(service)


def _json_of(headers: Headers, content: bytes) -> Any:
    media_type = headers.get("Content-Type", "").partition(";")[0].strip()
    if not content or not (media_type == "application/json" or media_type.endswith("+json")):
        return None
    try:
        return json.loads(content)
    except ValueError:
        return None
