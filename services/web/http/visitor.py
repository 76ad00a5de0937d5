"""Who looks at a page: the organiser whose session the cookie names, held to her role and to forms of our own."""

import hmac
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import wraps
from typing import Any, TypeVar, cast

from flask import Response, abort, current_app, g, request

from services.web import queries
from services.web.account import Account
from services.web.browser import Browser, name_of
from services.web.http.kept_form import kept_form
from services.web.http.live_part import is_live_part
from services.web.http.page_role import mark_role
from services.web.http.same_origin import refuse_cross_site
from services.web.http.watching import CHANGES_NOTHING, note_changed, note_done, note_read, note_refused
from services.web.http.way_back import sign_in_first
from services.web.languages import FOR_ORGANISERS, Named
from services.web.link import new_token
from services.web.pages import pages, reader_language, show
from services.web.session import ABSOLUTE
from shared.database import Transaction
from shared.http.authentication import public
from shared.http.client import ApiClient
from shared.problems import Forbidden
from shared.tokens import RANKS, Identity

View = TypeVar("View", bound=Callable[..., Any])


class FormTooOld(Forbidden):
    """The form does not carry what forms of the present session carry."""

    def __init__(self) -> None:
        super().__init__("This form is too old: go back, load the page again and try once more.")


@dataclass(frozen=True)
class Visitor:
    """A signed-in organiser and what her pages say about her."""

    account: Account
    organisation_name: str
    csrf: str

    @property
    def once(self) -> str:
        """Another for each form that is shown: sent twice, the form counts once."""
        return new_token(pages().chance)

    def may(self, role: str) -> bool:
        return self.account.may(role)

    def asks(self, api: ApiClient) -> ApiClient:
        """The service in her name; what the same form asks of it again counts once."""
        account = self.account
        token = pages().bearer(account.organisation, account.role, account.id, network=account.network_id)
        once = request.form.get("once") if request.method == "POST" else None
        return api.with_token(token, once=once, on_change=note_changed)

    @contextmanager
    def writes(self) -> Iterator[Transaction]:
        """A transaction of our own database in her name."""
        with pages().database.transaction(by=self.account.by, place="http") as tx:
            yield tx
        note_changed()


def signed_in(role: str) -> Callable[[View], View]:
    """Marks a page for organisers of this rank and above; anyone else is sent to sign in, or refused."""
    if role not in RANKS:
        raise ValueError(f"no rank is called {role}")

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(*args: Any, **kwargs: Any) -> Any:
            visitor = present_visitor()
            changes_nothing = request.method in CHANGES_NOTHING
            if visitor is None:
                return sign_in_first() if changes_nothing else kept_form(None) or sign_in_first()
            account = visitor.account
            if not visitor.may(role):
                note_refused(account)
                raise Forbidden(f"This needs the role {role}.")
            if not changes_nothing and (late := _late_form(visitor)):
                return late
            g.identity = Identity(
                organisation=account.organisation,
                role=account.role,
                subject=account.id,
                network=account.network_id,
                expires_at=pages().clock.now(),
            )
            try:
                answer = current_app.make_response(view(*args, **kwargs))
            finally:
                note_done(account)
            note_read(account, answer.status_code)
            return answer

        mark_role(guarded, role)
        return public(cast(View, guarded))  # no bearer token: the cookie says who it is

    return decorate


def show_page(template: str, *, status: int = 200, **values: Any) -> Response:
    """An organiser's page, in one of the languages that organisers' pages speak."""
    language = reader_language(visitor().account.language, spoken=FOR_ORGANISERS)
    return show(
        f"console/{template}",
        language,
        status=status,
        visitor=visitor(),
        path=request.path,
        language_names=Named(language),
        **values,
    )


def visitor() -> Visitor:
    """The organiser who looks at the present page; on a page without a session that is a mistake in the code."""
    found = present_visitor()
    return found if found is not None else abort(500)


def present_visitor() -> Visitor | None:
    """The organiser whose live session the cookie names, if any."""
    if "visitor" not in g:
        g.visitor = _find()
    return cast(Visitor | None, g.visitor)


def _late_form(visitor: Visitor) -> Response | None:
    """A form of an earlier session, to be sent once more; 403 for what another site sent or nobody can say who did."""
    try:
        check_form()
    except FormTooOld:
        kept = kept_form(visitor)
        if kept is None:
            raise
        return kept
    return None


def check_form() -> None:
    """403 unless the form came from one of our own pages, made for this session."""
    refuse_cross_site()
    if not any(hmac.compare_digest(request.form.get("csrf", "").encode(), good.encode()) for good in _csrf()):
        raise FormTooOld


def cookie_name() -> str:
    """With https a name that browsers take from this host alone."""
    return "__Host-samling" if pages().settings.is_https else "samling"


def own_token() -> str:
    """The token of the session that the cookie names."""
    return request.cookies.get(cookie_name(), "")


def browser(asked: str | None = None) -> Browser:
    """The browser that makes the present request; `asked` is its secret if it asked for a link."""
    return Browser(asked=asked, session=own_token() or None, name=name_of(request.headers.get("User-Agent", "")))


def remember(response: Response, token: str) -> Response:
    """Gives the browser its session."""
    response.set_cookie(
        cookie_name(),
        token,
        max_age=int(ABSOLUTE.total_seconds()),
        httponly=True,
        samesite="Lax",
        secure=pages().settings.is_https,
        path="/",
    )
    return response


def forget(response: Response) -> Response:
    """Takes the browser's session back."""
    response.delete_cookie(cookie_name(), httponly=True, samesite="Lax", secure=pages().settings.is_https, path="/")
    return response


def _find() -> Visitor | None:
    token = own_token()
    if not token or len(token) > 64:
        return None
    database = pages().database
    with database.read() as tx:
        found = queries.live_session(tx, token)
        stale = found is not None and queries.needs_seeing(found[0], tx.now)
    if found is None:
        return None
    session, account, organisation = found
    if stale and not (is_live_part() and request.method == "GET"):  # it looks by itself
        with database.transaction(by=account.by, place="http") as tx:
            tx.get_one(type(session), session.token_hash).seen_at = tx.now
    return Visitor(account, organisation.name, _csrf()[0])


def _csrf() -> list[str]:
    """What a form of this session may carry, newest key first."""
    token = own_token().encode()
    return [hmac.digest(key, token, "sha256").hex()[:32] for key in pages().keys.derive("forms")]
