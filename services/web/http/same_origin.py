"""Refuses what another site's page sends in a visitor's name."""

from urllib.parse import urlsplit

from flask import request

from services.web.pages import pages
from shared.problems import Forbidden


def refuse_cross_site() -> None:
    """403 for a request that a browser says another site made.

    Our pages send no referrer, so an old browser says `Origin: null` of our own forms: what a signed-in organiser does
    is held by a token in the form as well, what a participant does by the secret in the address.
    """
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        if site not in ("same-origin", "none"):
            raise Forbidden("This was sent from another site.")
        return
    origin = request.headers.get("Origin", "null")
    ours = {request.host, urlsplit(pages().settings.public_url).netloc}
    if origin != "null" and _host_of(origin) not in ours:
        raise Forbidden("This was sent from another site.")


def is_surely_ours() -> bool:
    """Whether the browser itself says that a page of ours made the request; one that says nothing is not believed."""
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site == "same-origin"
    settings = pages().settings
    own = settings.public_url if settings.is_https else request.host_url
    return request.headers.get("Origin") == own.rstrip("/")


def _host_of(origin: str) -> str | None:
    try:
        return urlsplit(origin).netloc
    except ValueError:
        return None
