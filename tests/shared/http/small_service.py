"""The rows every service has, on an app of its own: some gave up, of two organisations."""

from pathlib import Path
from typing import Any

from prometheus_client import CollectorRegistry
from sqlalchemy import Row, select, update

from shared import inbox
from shared.audit import Book
from shared.clock import StandingClock
from shared.database import Database, Transaction
from shared.http.app import make_app
from shared.http.audit import audit_routes
from shared.http.client import ApiClient
from shared.http.dead import dead_routes
from shared.http.edge import Edge
from shared.ids import CountingIds
from shared.inbox import INBOX
from shared.message import Message
from shared.migrations import create_machinery
from shared.tokens import EVERY_ORGANISATION, issue
from tests.shared.http.notes_service import NOON, SECRETS, an_identity


class SmallService:
    """An app with nothing but `/dead` and `/audit`."""

    def __init__(self, folder: Path) -> None:
        self.clock = StandingClock(NOON)
        url = f"sqlite:///{folder / 'small.sqlite3'}"
        self.database = Database(url, source="small", clock=self.clock, ids=CountingIds())
        with self.database.connection() as connection:
            create_machinery(connection)
        edge = Edge(self.database, self.clock, SECRETS)
        self.app = make_app(
            "small",
            edge=edge,
            blueprints=[dead_routes(edge), audit_routes(edge, own_books)],
            title="Small",
            description="The machinery alone",
            ready=dict,
            registry=CollectorRegistry(),
        )

    def client(self, role: str | None = "owner", organisation: str = "demo", network: str | None = None) -> ApiClient:
        if role is None:
            return ApiClient(self.app)
        if role == "operator":
            organisation = EVERY_ORGANISATION
        return ApiClient(self.app, issue(SECRETS, an_identity(role, organisation=organisation, network=network)))

    def hear(self, number: int, organisation: str = "demo") -> None:
        """A message arrives that names a person."""
        message = Message(
            id=f"msg_{number}",
            source="/samling/registrations",
            type="participant.changed.v1",
            subject=f"par_{number}",
            time=self.clock.now(),
            organisation=organisation,
            revision=number,
            correlationid=f"msg_{number}",
            causationid=None,
            data={"name": "Amal Testperson"},
        )
        with self.database.transaction() as tx:
            inbox.store(tx, [message.to_json()])

    def bury(self, *numbers: int) -> None:
        with self.database.transaction() as tx:
            ids = [f"msg_{number}" for number in numbers]
            dead = {"due_at": None, "dead_at": tx.now, "attempts": 5, "last_error": "KeyError"}
            tx.execute(update(INBOX).where(INBOX.c.id.in_(ids)).values(**dead))

    def row(self, number: int) -> Row[Any]:
        with self.database.read() as tx:
            return tx.execute(select(INBOX).where(INBOX.c.id == f"msg_{number}")).one()


def own_books(_tx: Transaction) -> list[Book]:
    return [Book("seats", 3, {"taken": 1, "free": 1})]
