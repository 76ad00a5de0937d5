"""Requests as bytes, straight into a WSGI app: also those that no well-behaved client would send."""

import sys
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any
from urllib.parse import unquote_to_bytes

from flask import Flask


@dataclass(frozen=True)
class Request:
    """What goes over the wire. `announced`: the length that is said, if it is not that of the body."""

    method: str
    target: str
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""
    announced: int | None = None

    def __str__(self) -> str:
        """How to send it again, by hand; credentials are left out."""
        shown = {name: value[:80] for name, value in self.headers.items() if name not in ("Authorization", "Cookie")}
        more = f" (announced as {self.announced})" if self.announced is not None else ""
        return f"{self.method} {self.target[:300]} {shown} {self.body[:600]!r}{more}"


@dataclass(frozen=True)
class Answer:
    """What came back; header names are in lower case."""

    status: int
    headers: list[tuple[str, str]]
    body: bytes

    def header(self, name: str) -> str:
        return next((value for key, value in self.headers if key.lower() == name), "")

    @property
    def kind(self) -> str:
        return self.header("content-type").partition(";")[0].strip()


def send(app: Flask, request: Request, *, address: str = "127.0.0.1") -> Answer:
    """The answer of the app, as its HTTP server would hand the request to it."""
    path, _, query = request.target.partition("?")
    length = len(request.body) if request.announced is None else request.announced
    environ: dict[str, Any] = {
        "REQUEST_METHOD": request.method,
        "SCRIPT_NAME": "",
        "PATH_INFO": unquote_to_bytes(path).decode("latin-1"),
        "QUERY_STRING": query.encode("utf-8", "surrogatepass").decode("latin-1"),
        "SERVER_NAME": "localhost",
        "SERVER_PORT": "80",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "REMOTE_ADDR": address,
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": "http",
        "wsgi.input": BytesIO(request.body),
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
    }
    if length or request.method not in ("GET", "HEAD"):
        environ["CONTENT_LENGTH"] = str(length)
    for name, value in ({"Host": "localhost"} | request.headers).items():
        key = name.upper().replace("-", "_")
        environ[key if key == "CONTENT_TYPE" else f"HTTP_{key}"] = value
    said: list[Any] = []

    def start_response(status: str, headers: list[tuple[str, str]], _error: Any = None) -> Any:
        said[:] = [int(status[:3]), headers]
        return lambda _chunk: None

    chunks = app(environ, start_response)
    body = b"".join(chunks)
    getattr(chunks, "close", lambda: None)()
    return Answer(said[0], said[1], body)
