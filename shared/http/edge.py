"""Where a request meets the database: opens its transaction, acts once per key, guards against lost changes."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any, cast

from flask import Response, current_app, request

from shared.clock import Clock
from shared.database import Database, Transaction
from shared.http import idempotency
from shared.http.authentication import Authenticator, Revoked, present_identity
from shared.keys import Keys
from shared.problems import PreconditionFailed

EXTENSION = "shared.http.edge"

Body = dict[str, Any]
Shown = tuple[Body, int, dict[str, str]]
Act = Callable[[Transaction], str | tuple[str, Body]]
Show = Callable[[Transaction, str], Body]


class Edge:
    """What the routes of one service need beside their operations."""

    def __init__(self, database: Database, clock: Clock, keys: Keys, *, revoked: Revoked | None = None) -> None:
        self.database = database
        self.clock = clock
        self.keys = keys
        self.authenticator = Authenticator(keys, clock, revoked)

    def transaction(self) -> AbstractContextManager[Transaction]:
        """A transaction that writes, in the name of the caller."""
        caller = present_identity()
        return self.database.transaction(by=caller.by if caller else "anyone", place="http")

    def read(self) -> AbstractContextManager[Transaction]:
        """A transaction that only reads."""
        return self.database.read()

    def glance(self) -> AbstractContextManager[Transaction]:
        """The same for reads that need not all see one instant; cheaper."""
        return self.database.glance()

    def perform(self, act: Act, show: Show, *, status: int = 201) -> Shown:
        """Acts and shows the resource; with an Idempotency-Key it acts once, however often it is asked.

        `act` returns the resource's id, or with it a body of secrets that are shown this once and kept nowhere.
        `show` renders the resource as it is now, at the first time and at every repeat.
        """
        key = self.requested_key()
        with self.transaction() as tx:
            earlier = idempotency.begin(tx, key) if key else None
            if earlier:
                return show(tx, earlier.resource_id), earlier.status, {"Idempotent-Replay": "true"}
            acted = act(tx)
            resource_id, secrets = acted if isinstance(acted, tuple) else (acted, {})
            if key:
                idempotency.finish(tx, key, idempotency.Done(resource_id, status))
            return {**show(tx, resource_id), **secrets}, status, {}

    def requested_key(self) -> idempotency.Key | None:
        """The Idempotency-Key of the present request."""
        return idempotency.key_of(request)


def edge() -> Edge:
    """The edge of the app that serves the present request."""
    return cast(Edge, current_app.extensions[EXTENSION])


def check_match(current_revision: int) -> None:
    """412 if the request has an If-Match that does not name this revision."""
    if "If-Match" in request.headers and not request.if_match.contains(str(current_revision)):
        raise PreconditionFailed("It was changed since you read it; read it again and decide anew.")


def with_etag(body: Body, revision: int | str) -> tuple[Body, dict[str, str]] | Response:
    """The body with its revision as ETag, or 304 if the caller looks and has that revision already."""
    tag = str(revision)
    headers = {"ETag": f'"{tag}"'}
    if request.method in ("GET", "HEAD") and request.if_none_match.contains_weak(tag):
        return Response(status=304, headers=headers)
    return body, headers
