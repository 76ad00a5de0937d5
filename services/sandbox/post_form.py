"""Posts a form to the product, as Twilio's webhooks are posted."""

from collections.abc import Callable, Mapping
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from urllib.parse import urlencode, urlsplit

PATIENCE = 10.0  # seconds; Twilio waits 15

Post = Callable[[str, Mapping[str, str], Mapping[str, str]], int]


class NoAnswer(Exception):
    """The product was not there, or did not answer in time or in HTTP."""


def post_form(url: str, form: Mapping[str, str], headers: Mapping[str, str]) -> int:
    """The status the product answered with. Raises NoAnswer. Redirects are not followed."""
    parts = urlsplit(url)
    kind = HTTPSConnection if parts.scheme == "https" else HTTPConnection
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    body = urlencode(form).encode("ascii")
    try:
        connection = kind(parts.hostname or "", parts.port, timeout=PATIENCE)
        try:
            connection.request("POST", target, body, {"Content-Type": "application/x-www-form-urlencoded", **headers})
            return connection.getresponse().status
        finally:
            connection.close()
    except (OSError, HTTPException, ValueError) as error:
        raise NoAnswer(type(error).__name__) from error
