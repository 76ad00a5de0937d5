"""One address before many services, as a proxy is in production: the path says whose request it is."""

from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import requests

HOP = {"connection", "keep-alive", "transfer-encoding", "content-length", "content-encoding", "server", "date", "host"}


class Front:
    """Listens on a free port of this machine and passes everything on."""

    def __init__(self, port: int, address: Callable[[str], str]) -> None:
        session = requests.Session()
        session.trust_env = False

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def pass_on(self) -> None:
                parts = self.path.split("/", 3)
                service = parts[2] if parts[1] == "api" and len(parts) > 2 else "web"
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                headers = {name: value for name, value in self.headers.items() if name.lower() not in HOP}
                answer = session.request(
                    self.command, address(service) + self.path, data=body, headers=headers, allow_redirects=False
                )
                self.send_response(answer.status_code)
                for name, value in answer.headers.items():
                    if name.lower() not in HOP:
                        self.send_header(name, value)
                self.send_header("Content-Length", str(len(answer.content)))
                self.end_headers()
                if self.command != "HEAD":
                    self.wfile.write(answer.content)

            do_GET = do_HEAD = do_POST = do_PUT = do_PATCH = do_DELETE = pass_on  # noqa: N815 - names of the library

            def log_message(self, *_: object) -> None:
                """Tests read the services' own logs."""

        self._server = ThreadingHTTPServer(("127.0.0.1", port), Handler)
        self._thread = Thread(target=self._server.serve_forever, daemon=True)
        self._thread.start()

    def stop(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join(5)
