"""An HTTP client for the Twilio SDK: kept connections, finite time-outs, and the headers of a refusal kept."""

import base64
import threading
from typing import Any
from urllib.parse import urlencode

from twilio.http import HttpClient
from twilio.http.response import Response
from urllib3 import BaseHTTPResponse, PoolManager, ProxyManager, Timeout
from urllib3.exceptions import ConnectTimeoutError, HTTPError, ProxyError

CONNECT, READ = 3.0, 10.0  # seconds


class NotReached(Exception):
    """No connection came about: surely nothing was asked."""


class NoAnswer(Exception):
    """The request went out and no answer came back: the provider may have acted."""


class LeanHttp(HttpClient):  # type: ignore[misc]  # the SDK has no types
    """One pool of connections for all threads."""

    def __init__(self, *, connections: int, proxy: str = "", connect: float = CONNECT, read: float = READ) -> None:
        super().__init__(logger=None, is_async=False, timeout=None)
        self._timeout = Timeout(connect=connect, read=read)
        options: dict[str, Any] = {"maxsize": connections, "block": True, "retries": False}
        self._pool = ProxyManager(proxy, **options) if proxy else PoolManager(**options)
        self._last = threading.local()

    @property
    def retry_after(self) -> int | None:
        """The Retry-After of this thread's last answer, in seconds."""
        text = getattr(self._last, "headers", {}).get("Retry-After", "")
        return min(int(text), 3600) if text.isdecimal() and len(text) < 9 else None

    def request(
        self,
        method: str,
        uri: str,
        params: dict[str, object] | None = None,
        data: dict[str, object] | None = None,
        headers: dict[str, str] | None = None,
        auth: tuple[str, str] | None = None,
        timeout: float | None = None,
        allow_redirects: bool = False,
    ) -> Response:
        """One request, never repeated here. Raises NotReached or NoAnswer."""
        self._last.headers = {}
        given = dict(headers or {})
        if auth:
            given["Authorization"] = "Basic " + base64.b64encode(":".join(auth).encode()).decode()
        address = f"{uri}?{urlencode(params, doseq=True)}" if params else uri
        body = urlencode(data, doseq=True) if data else None
        try:
            answer = self._pool.request(
                method, address, body=body, headers=given, timeout=timeout or self._timeout, redirect=allow_redirects
            )
        except (ConnectTimeoutError, ProxyError) as error:  # a proxy that gives no tunnel is no way to the provider
            raise NotReached(type(error).__name__) from None
        except HTTPError as error:
            raise NoAnswer(type(error).__name__) from None
        return self._read(answer)

    def close(self) -> None:
        self._pool.clear()

    def _read(self, answer: BaseHTTPResponse) -> Response:
        self._last.headers = answer.headers
        return Response(answer.status, answer.data.decode("utf-8", "replace"), answer.headers)
