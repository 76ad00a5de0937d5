"""Puts `partners` together."""

from pathlib import Path

from prometheus_client import CollectorRegistry

from services.partners.books import books
from services.partners.handlers import subscriptions
from services.partners.http import blueprints
from services.partners.queries import is_refused
from services.partners.settings import Settings
from shared.database import Database
from shared.http.app import make_app
from shared.http.audit import audit_routes
from shared.http.authentication import Revoked
from shared.http.dead import dead_routes
from shared.http.edge import Edge
from shared.service import Runtime, Service, backlog, messaging
from shared.tokens import Identity

MIGRATIONS = Path(__file__).parent / "migrations"


def build(settings: Settings, runtime: Runtime) -> Service:
    """The service of these settings; nothing listens and no loop runs yet."""
    database = runtime.database(settings.database_url, "partners")
    edge = Edge(database, runtime.clock, runtime.keys, revoked=_revoked(database))
    reads = subscriptions(runtime.chance)
    return Service(
        name="partners",
        database=database,
        app=make_app(
            "partners",
            edge=edge,
            blueprints=[*blueprints(settings.partner_token_days), dead_routes(edge), audit_routes(edge, books)],
            title="Samling: partners",
            description="What an outside system may know: partners, grants, tokens, and each partner's own feed.",
            ready=lambda: backlog(database),
            registry=CollectorRegistry(),
        ),
        loops=[messaging(runtime, database, reads)],
        migrations=MIGRATIONS,
        subscriptions=reads,
    )


def _revoked(database: Database) -> Revoked:
    def revoked(caller: Identity) -> bool:
        if caller.role != "partner":
            return False
        with database.read() as tx:
            return is_refused(tx, caller)

    return revoked
