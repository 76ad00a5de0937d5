"""Puts `registrations` together."""

from pathlib import Path

from flask import Flask
from prometheus_client import CollectorRegistry

from services.registrations.books import books
from services.registrations.handlers import subscriptions
from services.registrations.http import BLUEPRINTS
from services.registrations.http.house import EXTENSION, House
from services.registrations.jobs import jobs
from services.registrations.operations.say_again import KINDS
from services.registrations.settings import Settings
from services.registrations.throttle import JoinThrottle, Throttle
from services.registrations.yeses import Yeses
from shared.database import Database
from shared.http.app import make_app
from shared.http.audit import audit_routes
from shared.http.dead import dead_routes
from shared.http.edge import Edge
from shared.http.republish import republish_routes
from shared.service import Runtime, Service, backlog, messaging

MIGRATIONS = Path(__file__).parent / "migrations"


def build(settings: Settings, runtime: Runtime) -> Service:
    """The service of these settings; nothing listens and no loop runs yet."""
    database = runtime.database(settings.database_url, "registrations")
    heard = subscriptions(settings.samling_decline_grace)
    return Service(
        name="registrations",
        database=database,
        app=_app(settings, runtime, database),
        loops=messaging(runtime, database, heard, jobs(database, runtime.keys)),
        migrations=MIGRATIONS,
        subscriptions=heard,
    )


def _app(settings: Settings, runtime: Runtime, database: Database) -> Flask:
    edge = Edge(database, runtime.clock, runtime.keys)
    app = make_app(
        "registrations",
        edge=edge,
        blueprints=[*BLUEPRINTS, dead_routes(edge), audit_routes(edge, books), republish_routes(edge, KINDS)],
        title="Samling: registrations",
        description="Participants, invitations, answers, seats and attendance: who belongs, who has a seat, who came.",
        ready=lambda: backlog(database),
        registry=CollectorRegistry(),
    )
    app.extensions[EXTENSION] = House(
        decline_grace=settings.samling_decline_grace,
        check_in_opens=settings.samling_check_in_opens,
        throttle=Throttle(runtime.clock),
        join_throttle=JoinThrottle(runtime.clock),
        yeses=Yeses(database),
    )
    return app
