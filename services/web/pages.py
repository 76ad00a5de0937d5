"""What the pages need beside templates: whom they ask, in whose name, and how they answer."""

import gzip
from dataclasses import dataclass
from datetime import timedelta
from random import Random
from typing import Any, cast

from flask import Response, current_app, request

from services.web.languages import FOR_EVERYONE, Language, first_spoken
from services.web.rendering import Renderer
from services.web.settings import Settings
from shared.clock import Clock
from shared.database import Database
from shared.http.client import ApiClient
from shared.keys import Keys
from shared.tokens import Identity, issue

EXTENSION = "services.web"
TOKEN_LIFETIME = timedelta(minutes=5)  # a page asks at once; it never keeps a token


@dataclass(frozen=True)
class Pages:
    """The surroundings of every page."""

    settings: Settings
    database: Database
    clock: Clock
    keys: Keys
    chance: Random
    events: ApiClient
    registrations: ApiClient
    notifications: ApiClient
    partners: ApiClient
    renderer: Renderer

    def bearer(self, organisation: str, role: str, subject: str, *, network: str | None = None) -> str:
        """A token in the name of an account, for one page."""
        caller = Identity(
            organisation=organisation,
            role=role,
            subject=subject,
            network=network,
            expires_at=self.clock.now() + TOKEN_LIFETIME,
        )
        return issue(self.keys, caller)


def pages() -> Pages:
    """The surroundings of the present request."""
    return cast(Pages, current_app.extensions[EXTENSION])


def reader_language(*preferred: str | None, spoken: tuple[str, ...] = FOR_EVERYONE) -> Language:
    """What she asked for on the page, else what is known of her, else what her browser says."""
    asked = request.args.get("language")
    return first_spoken([asked, *preferred, *request.accept_languages.values()], spoken)


def show(template: str, language: Language, *, status: int = 200, is_small: bool = False, **values: Any) -> Response:
    """A page as a response.

    `is_small`: compressed for a slow line where the browser takes it so; never a page on which a secret of ours stands
    beside what an address or a form wrote, for its length would tell of the secret.
    """
    page = pages().renderer.page(template, language, **{"visitor": None, "choose_language": False, "path": ""} | values)
    packed = is_small and request.accept_encodings.best_match(["gzip"]) is not None
    body = gzip.compress(page.encode(), 6, mtime=0) if packed else page
    response = current_app.response_class(body, status, mimetype="text/html")
    response.headers["Content-Language"] = language.tag
    if is_small:
        response.headers["Vary"] = "Accept-Encoding"
    if packed:
        response.headers["Content-Encoding"] = "gzip"
    return response
