"""Puts `events` together."""

from pathlib import Path

from prometheus_client import CollectorRegistry

from services.events.books import books
from services.events.handlers import SUBSCRIPTIONS
from services.events.http import BLUEPRINTS
from services.events.jobs import jobs
from services.events.kept_feeds import EXTENSION, KeptFeeds
from services.events.operations.say_again import KINDS
from services.events.settings import Settings
from shared.http.app import make_app
from shared.http.audit import audit_routes
from shared.http.dead import dead_routes
from shared.http.edge import Edge
from shared.http.republish import republish_routes
from shared.service import Runtime, Service, backlog, messaging

MIGRATIONS = Path(__file__).parent / "migrations"


def build(settings: Settings, runtime: Runtime) -> Service:
    """The service of these settings; nothing listens and no loop runs yet."""
    database = runtime.database(settings.database_url, "events")
    edge = Edge(database, runtime.clock, runtime.keys)
    app = make_app(
        "events",
        edge=edge,
        blueprints=[*BLUEPRINTS, dead_routes(edge), audit_routes(edge, books), republish_routes(edge, KINDS)],
        title="Samling: events",
        description="Networks, series and events: what happens, when, where, about what and for how many.",
        ready=lambda: backlog(database),
        registry=CollectorRegistry(),
    )
    app.extensions[EXTENSION] = KeptFeeds()
    return Service(
        name="events",
        database=database,
        app=app,
        loops=messaging(runtime, database, SUBSCRIPTIONS, jobs(database)),
        migrations=MIGRATIONS,
        subscriptions=SUBSCRIPTIONS,
    )
