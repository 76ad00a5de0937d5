"""Puts `web` together."""

from collections.abc import Mapping
from pathlib import Path

from flask import Response
from prometheus_client import CollectorRegistry

from services.web import pages
from services.web.books import books
from services.web.handlers import SUBSCRIPTIONS
from services.web.http import API, PAGES, error_pages
from services.web.jobs import jobs
from services.web.rendering import Renderer
from services.web.settings import Settings
from shared.database import Database
from shared.http.app import make_app
from shared.http.audit import audit_routes
from shared.http.client import ApiClient
from shared.http.dead import dead_routes
from shared.http.edge import Edge
from shared.service import Runtime, Service, backlog, messaging

MIGRATIONS = Path(__file__).parent / "migrations"

POLICY = "; ".join(
    (
        "default-src 'none'",
        "style-src 'self'",
        "script-src 'self'",
        "connect-src 'self'",
        "img-src 'self' data:",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
    )
)


def build(settings: Settings, runtime: Runtime, apis: Mapping[str, ApiClient] | None = None) -> Service:
    """The service of these settings; without `apis` it asks the others at the addresses that are set."""
    database = runtime.database(settings.database_url, "web")
    edge = Edge(database, runtime.clock, runtime.keys)
    asked = apis or {
        "events": ApiClient(settings.events_api_url),
        "registrations": ApiClient(settings.registrations_api_url),
        "notifications": ApiClient(settings.notifications_api_url),
        "partners": ApiClient(settings.partners_api_url),
    }
    app = make_app(
        "web",
        edge=edge,
        blueprints=[*API, dead_routes(edge), audit_routes(edge, books)],
        title="Samling: web",
        description="Organisations, organisers' accounts and the links that let them in.",
        ready=lambda: backlog(database),
        registry=CollectorRegistry(),
    )
    app.extensions[pages.EXTENSION] = _pages(settings, runtime, database, asked)
    for blueprint in PAGES:
        app.register_blueprint(blueprint)
    error_pages.register(app)
    app.after_request(_harden)
    return Service(
        name="web",
        database=database,
        app=app,
        loops=messaging(runtime, database, SUBSCRIPTIONS, jobs(database)),
        migrations=MIGRATIONS,
        subscriptions=SUBSCRIPTIONS,
        closing=[] if apis else [api.close for api in asked.values()],
    )


def _pages(settings: Settings, runtime: Runtime, database: Database, apis: Mapping[str, ApiClient]) -> pages.Pages:
    return pages.Pages(
        settings=settings,
        database=database,
        clock=runtime.clock,
        keys=runtime.keys,
        chance=runtime.chance,
        events=apis["events"],
        registrations=apis["registrations"],
        notifications=apis["notifications"],
        partners=apis["partners"],
        renderer=Renderer(settings.samling_sms_price),
    )


def _harden(response: Response) -> Response:
    response.headers.setdefault("Content-Security-Policy", POLICY)
    return response
