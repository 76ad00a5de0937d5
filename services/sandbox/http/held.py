"""Answers nothing for a while, as a provider does that has hung."""

from threading import Event

from flask import request

_LOOK = 0.25  # seconds between two looks whether the client is still there


class Held:
    """Keeps the present request waiting until its client has gone, the time is over, or the sandbox closes."""

    def __init__(self, closing: Event) -> None:
        self._closing = closing

    def wait(self, seconds: float) -> None:
        gone = request.environ.get("waitress.client_disconnected", lambda: False)
        left = float(seconds)
        while left > 0 and not gone() and not self._closing.wait(min(_LOOK, left)):
            left -= _LOOK
