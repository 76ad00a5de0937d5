"""Says on each view who may call it, and holds every request to that before anything else is read."""

from collections.abc import Callable
from copy import deepcopy
from typing import Any, TypeVar

from flask import Flask, g, request
from flask.typing import RouteCallable

from shared.clock import Clock
from shared.keys import Keys
from shared.problems import Forbidden, Unauthenticated
from shared.tokens import RANKS, ROLES, Identity, verify

View = TypeVar("View", bound=Callable[..., Any])
Revoked = Callable[[Identity], bool]

_MARK = "_allowed_roles"


def requires(*roles: str) -> Callable[[View], View]:
    """Marks a view for these roles; a rank (reader, host, organiser, owner) admits all ranks above it too."""
    if not roles or any(role not in ROLES for role in roles):
        raise ValueError(f"@requires takes roles out of {', '.join(ROLES)}")
    allowed = frozenset(admitted for role in roles for admitted in _admitted_by(role))
    return lambda view: _mark(view, allowed)


def public(view: View) -> View:
    """Marks a view that anyone may call without a token."""
    return _mark(view, frozenset())


def identity() -> Identity:
    """Who makes the present request; asked for on a public route, that is a mistake in the code."""
    found = present_identity()
    if found is None:
        raise LookupError("a public route has no identity")
    return found


def present_identity() -> Identity | None:
    """Who makes the present request, or None on a public route."""
    found: Identity | None = g.get("identity")
    return found


def allowed_roles(view: Any, method: str) -> frozenset[str] | None:
    """The roles a view admits (empty: public), or None if it does not say."""
    view_class = getattr(view, "view_class", None)
    if view_class is not None:
        view = getattr(view_class, method.lower(), None) or getattr(view_class, "get", None)
    found: frozenset[str] | None = getattr(view, _MARK, None)
    return found


def routes_without_authentication(app: Flask) -> list[str]:
    """Every `METHOD /path` of an app whose view names neither `@requires` nor `@public`."""
    return [
        f"{method} {rule.rule}"
        for rule in app.url_map.iter_rules()
        for method in sorted((rule.methods or set()) - {"OPTIONS", "HEAD"})
        if allowed_roles(app.view_functions[rule.endpoint], method) is None
    ]


class Authenticator:
    """Verifies the bearer token of each request; `revoked` may ask a service's own rows about it."""

    def __init__(self, keys: Keys, clock: Clock, revoked: Revoked | None = None) -> None:
        self._keys = keys
        self._clock = clock
        self._revoked = revoked

    def admit(self, view: RouteCallable) -> None:
        """Lets the present request through to this view, or raises 401 or 403; a view that says nothing is closed."""
        allowed = allowed_roles(view, request.method)
        if allowed is None:
            raise Forbidden("Nobody may call this address.")
        if not allowed:
            return
        caller = self._caller()
        if caller.role not in allowed:
            raise Forbidden(f"This needs one of the roles {', '.join(sorted(allowed))}.")
        g.identity = caller

    def _caller(self) -> Identity:
        scheme, _, token = request.headers.get("Authorization", "").partition(" ")
        if scheme.lower() != "bearer" or not token:
            raise Unauthenticated("Send a token: Authorization: Bearer …")
        caller = verify(self._keys, token.strip(), self._clock.now())
        if self._revoked is not None and self._revoked(caller):
            raise Unauthenticated("This token is not valid, or no longer.")
        return caller


def _admitted_by(role: str) -> tuple[str, ...]:
    return RANKS[RANKS.index(role) :] if role in RANKS else (role,)


def _mark(view: View, allowed: frozenset[str]) -> View:
    # The mark sits in the function's __dict__, which functools.wraps copies: the order of decorators does not matter.
    setattr(view, _MARK, allowed)
    documented = deepcopy(getattr(view, "_apidoc", {}))
    documented["allowed_roles"] = sorted(allowed)
    view._apidoc = documented  # type: ignore[attr-defined]
    return view
