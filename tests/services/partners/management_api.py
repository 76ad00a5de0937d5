"""RabbitMQ's management API as far as partners need it: over real HTTP, remembering what stands."""

import json
import threading
from base64 import b64decode
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import unquote

USER, PASSWORD = "admin", "p:a/ss@word"


class ManagementApi:
    """`holds` is what was put and not deleted, by path; `answer` is what it answers instead, if not None.

    `meanwhile` happens once, while the next request is under way.
    """

    def __init__(self) -> None:
        self.holds: dict[tuple[str, ...], Any] = {}
        self.asked: list[tuple[str, tuple[str, ...]]] = []
        self.answer: int | None = None
        self.refuses_from = 10**9  # the number of requests after which it fails
        self.meanwhile: Callable[[], None] | None = None
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.01})
        self._thread.start()

    @property
    def url(self) -> str:
        return f"http://{USER}:p%3Aa%2Fss%40word@127.0.0.1:{self._server.server_port}"

    def begin_anew(self) -> None:
        self.holds.clear()
        self.asked.clear()
        self.answer, self.refuses_from, self.meanwhile = None, 10**9, None

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def does(self, method: str, path: tuple[str, ...], authorization: str, body: Any) -> int:
        self.asked.append((method, path))
        meanwhile, self.meanwhile = self.meanwhile, None
        if meanwhile:
            meanwhile()
        named = b64decode(authorization.removeprefix("Basic ")).decode()
        if named != f"{USER}:{PASSWORD}":
            return 401
        if self.answer or len(self.asked) > self.refuses_from:
            return self.answer or 503
        if method == "PUT":
            self.holds[path] = body
            return 201
        return 204 if self._forget(path) else 404

    def _forget(self, path: tuple[str, ...]) -> bool:
        """What belongs to a user or a virtual host goes with it."""
        kind, name = path[0], path[1]
        gone = {path} & self.holds.keys()
        if kind == "vhosts":
            gone |= {held for held in self.holds if held[0] != "users" and held[1] == name}
        if kind == "users":
            gone |= {held for held in self.holds if held[0] == "permissions" and held[2] == name}
        there = path in self.holds
        for held in gone:
            del self.holds[held]
        return there

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        api = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def answer(self) -> None:
                length = int(self.headers.get("Content-Length") or 0)
                body = json.loads(self.rfile.read(length) or b"null")
                path = tuple(unquote(part) for part in self.path.removeprefix("/api/").split("/"))
                status = api.does(self.command, path, self.headers.get("Authorization", ""), body)
                self.send_response(status)
                self.send_header("Content-Length", "0")
                self.end_headers()

            do_PUT = do_DELETE = answer  # noqa: N815 - as the base class calls them

            def log_message(self, *_: Any) -> None:
                """Says nothing."""

        return Handler
