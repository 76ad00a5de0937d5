"""Puts `partners` together."""

from pathlib import Path
from typing import TYPE_CHECKING

from prometheus_client import CollectorRegistry

from services.partners.amqp_access import AmqpAccess
from services.partners.amqp_feed import AmqpFeed
from services.partners.attendance_log import LogEntry
from services.partners.base import table_of
from services.partners.books import books
from services.partners.handlers import subscriptions
from services.partners.http import blueprints
from services.partners.http.amqp import AmqpWay
from services.partners.jobs.publish_amqp import AmqpPublisher
from services.partners.jobs.remove_amqp import AmqpRemover
from services.partners.mint import mint_from
from services.partners.operations.say_partner import KINDS
from services.partners.queries import amqp_backlog, is_refused
from services.partners.settings import Settings
from shared import due_rows
from shared.database import Database
from shared.http.app import make_app
from shared.http.audit import audit_routes
from shared.http.authentication import Revoked
from shared.http.dead import dead_routes
from shared.http.edge import Edge
from shared.http.republish import republish_routes
from shared.service import Runtime, Service, backlog, messaging
from shared.settings import Unusable
from shared.tokens import Identity
from shared.worker import Loop, Step

if TYPE_CHECKING:
    from services.partners.amqp_place import AmqpPlace

MIGRATIONS = Path(__file__).parent / "migrations"


class Partners(Service):
    """A service whose leases also lie on feeds and places at the broker."""

    def release_leases(self) -> None:
        super().release_leases()
        with self.database.transaction(by="system:start") as tx:
            for mapped in (AmqpFeed, AmqpAccess):
                due_rows.release(tx, table_of(mapped))


def build(settings: Settings, runtime: Runtime) -> Partners:
    """The service of these settings; nothing listens and no loop runs yet."""
    database = runtime.database(settings.database_url, "partners")
    edge = Edge(database, runtime.clock, runtime.keys, revoked=_revoked(database))
    reads = subscriptions(runtime.chance)
    place = _place(settings)
    way, loops = _amqp(place, runtime, database) if place else (None, [])
    return Partners(
        name="partners",
        database=database,
        app=make_app(
            "partners",
            edge=edge,
            blueprints=[
                *blueprints(settings.partner_token_days, way),
                dead_routes(edge),
                audit_routes(edge, books),
                republish_routes(edge, KINDS),
            ],
            title="Samling: partners",
            description="What an outside system may know: partners, grants, tokens, and each partner's own feed.",
            ready=lambda: _ready(database),
            registry=CollectorRegistry(),
        ),
        loops=[*messaging(runtime, database, reads), *loops],
        migrations=MIGRATIONS,
        subscriptions=reads,
        closing=[place.close] if place else [],
    )


def _place(settings: Settings) -> "AmqpPlace | None":
    """Where partners have their queues, if the settings name a broker for them. Raises Unusable."""
    broker, management = settings.samling_partner_broker_url, settings.samling_broker_management_url
    if not broker or not management:
        return None
    from services.partners.amqp_place import place_at  # others need none of its libraries

    try:
        return place_at(broker, management, longest=settings.partner_queue_length)
    except ValueError as fault:
        raise Unusable(str(fault)) from None


def _amqp(place: "AmqpPlace", runtime: Runtime, database: Database) -> tuple[AmqpWay, list[Loop]]:
    mint = mint_from(runtime.chance)
    publisher = AmqpPublisher(database, place.publish, runtime.chance)
    remover = AmqpRemover(database, place.remove, runtime.chance)
    steps = (
        Step("publish", publisher.run_once, (AmqpFeed.__tablename__, LogEntry.__tablename__)),
        Step("remove", remover.run_once, (AmqpAccess.__tablename__,)),
        Step("rest", place.rest),
    )
    return AmqpWay(place, remover, lambda: mint("pwd")), [Loop.of("partners.amqp", database.wakeup, *steps)]


def _ready(database: Database) -> dict[str, str]:
    with database.read() as tx:
        return backlog(database) | amqp_backlog(tx)


def _revoked(database: Database) -> Revoked:
    def revoked(caller: Identity) -> bool:
        if caller.role != "partner":
            return False
        with database.read() as tx:
            return is_refused(tx, caller)

    return revoked
