"""The HTTP side of replies alone, over the tables of a phone line."""

from datetime import timedelta
from functools import lru_cache

from flask import Flask
from flask.testing import FlaskClient
from prometheus_client import CollectorRegistry

from services.notifications.http import replies, suppressions
from services.notifications.http.inbound import inbound_routes
from shared.http.app import make_app
from shared.http.client import ApiClient
from shared.http.edge import Edge
from shared.tokens import Identity, issue
from tests.services.notifications.phone_line import PhoneLine
from tests.support.one_service import KEYS

PUBLIC = "https://samling.example.org"
TOKEN = "a-token-of-twilio-for-tests"


def client_of(line: PhoneLine, auth_token: str = TOKEN) -> FlaskClient:
    return _app(line, auth_token).test_client()


@lru_cache(maxsize=4)
def _app(line: PhoneLine, auth_token: str) -> Flask:
    """Built once: a phone line serves many tests."""
    return make_app(
        "notifications",
        edge=Edge(line.database, line.clock, KEYS),
        blueprints=[
            inbound_routes(auth_token=auth_token, public_url=PUBLIC + "/"),
            replies.routes,
            suppressions.routes,
        ],
        title="Notifications",
        description="For tests",
        ready=dict,
        registry=CollectorRegistry(),
    )


def api_of(
    line: PhoneLine, role: str = "organiser", *, organisation: str = "demo", network: str | None = None
) -> ApiClient:
    expires_at = line.clock.now() + timedelta(hours=1)
    caller = Identity(organisation=organisation, role=role, subject="usr_1", network=network, expires_at=expires_at)
    return ApiClient(client_of(line).application, issue(KEYS, caller))
