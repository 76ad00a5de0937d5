"""A WSGI server in threads of its own that stops without cutting anybody off."""

import logging
import os
import socket
import threading
import time
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from waitress import wasyncore
from waitress.server import create_server

from shared.settings import Unusable

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

logging.getLogger("waitress.queue").setLevel(logging.ERROR)  # else it warns of every request that waits for a thread

FLUSHING = 2.0  # seconds that finished answers have to leave


class Server:
    """Serves one app on a bound socket."""

    def __init__(self, app: "WSGIApplication", bound: socket.socket, threads: int) -> None:
        self._server: Any = create_server(
            app,
            sockets=[bound],
            threads=threads,
            ident=None,
            channel_timeout=30,
            connection_limit=500,
            channel_request_lookahead=1,  # else a request that waits does not notice that its client has gone
        )
        self._thread = threading.Thread(target=self._server.run, name=f"http:{bound.getsockname()[1]}", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """Takes no more connections, finishes the requests under way, and closes."""
        self._in_loop(self._close_door)
        self._server.task_dispatcher.shutdown(timeout=10)
        until = time.monotonic() + FLUSHING
        while self._is_writing() and time.monotonic() < until:
            time.sleep(0.01)
        self._in_loop(lambda: wasyncore.close_all(self._server._map))
        self._thread.join(5)

    def _in_loop(self, act: Any) -> None:
        # waitress is not thread-safe: what touches its sockets must run in its own loop
        with suppress(OSError):  # another's wake-up may have run it already, and closed the trigger
            self._server.trigger.pull_trigger(act)

    def _close_door(self) -> None:
        self._server.del_channel()
        self._server.socket.close()

    def _is_writing(self) -> bool:
        return any(channel.total_outbufs_len for channel in list(self._server.active_channels.values()))


def bind(host: str, port: int, setting: str) -> socket.socket:
    """A socket at this address (port 0: a free one). Raises Unusable, naming the setting to change."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    bound = socket.socket(family, socket.SOCK_STREAM)
    if os.name != "nt":  # there it would let two processes share the port
        bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        bound.bind((host, port))
    except OSError as error:
        bound.close()
        raise Unusable(f"{host}:{port} cannot be listened on ({error.strerror}); set {setting} to another") from None
    return bound
