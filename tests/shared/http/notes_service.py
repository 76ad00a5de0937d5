"""A tiny service of notes that uses the whole kit, on SQLite in a folder of the test."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from flask import Flask
from marshmallow import Schema
from marshmallow.fields import Dict, List, Nested, String
from marshmallow.validate import Regexp
from prometheus_client import CollectorRegistry
from sqlalchemy import Column, Integer, MetaData, Table, func, insert, select
from sqlalchemy import String as Characters
from sqlalchemy.exc import OperationalError

from shared.clock import StandingClock
from shared.database import Database, Transaction
from shared.http.app import make_app
from shared.http.authentication import identity, public, requires
from shared.http.blueprint import Blueprint
from shared.http.client import ApiClient
from shared.http.edge import Edge, check_match, edge, with_etag
from shared.http.idempotency import KEYS
from shared.http.paging import PageQuery, page
from shared.http.schemas import Phone, Text, Texts, Whole
from shared.ids import CountingIds
from shared.keys import Keys
from shared.problems import Conflict, NotFound
from shared.tokens import Identity, issue

NOON = datetime(2027, 1, 12, 12, tzinfo=UTC)
SECRETS = Keys(("a key for tests only",))
BASE = "/api/notes/v1"

METADATA = MetaData()
NOTES = Table(
    "notes",
    METADATA,
    Column("id", Characters(40), primary_key=True),
    Column("organisation", Characters(63), nullable=False),
    Column("words", Characters(100), nullable=False),
    Column("revision", Integer, nullable=False),
)


class ContactBody(Schema):
    phone = Phone(required=True)


class NoteBody(Schema):
    words = Text(100, required=True)
    size = Whole(1, 10)
    titles = Texts()
    contact = Nested(ContactBody)
    tags = List(Text(20))
    anything = Dict()
    code = String(validate=Regexp(r"\A[a-z]{2}\Z"))


class Note(Schema):
    id = String()
    words = String()
    revision = Whole()
    secret = String()


class Notes(Schema):
    items = List(Nested(Note))
    next = String(allow_none=True)


routes = Blueprint("notes", __name__, description="Notes")


@routes.route("/notes", methods=["POST"])
@requires("organiser")
@routes.arguments(NoteBody)
@routes.response(201, Note)
def post_note(body: dict[str, Any]) -> Any:
    """Writes a note."""

    def act(tx: Transaction) -> tuple[str, dict[str, Any]]:
        note = write_note(tx, identity().organisation, body["words"])
        if body["words"] == "impossible":
            raise Conflict("Not this one.")
        return note, {"secret": f"for {tx.by}"}

    return edge().perform(act, show_note)


@routes.route("/notes")
@requires("reader", "partner")
@routes.arguments(PageQuery, location="query")
@routes.response(200, Notes)
def list_notes(query: dict[str, Any]) -> Any:
    with edge().read() as tx:
        mine = select(NOTES).where(NOTES.c.organisation == identity().organisation)
        return page(tx, mine, NOTES.c.id, show=lambda row: row._asdict(), **query)


@routes.route("/notes/<note_id>")
@requires("reader")
@routes.response(200, Note)
def get_note(note_id: str) -> Any:
    with edge().read() as tx:
        note = show_note(tx, note_id)
    return with_etag(note, note["revision"])


@routes.route("/notes/<note_id>", methods=["PUT"])
@requires("organiser")
@routes.arguments(NoteBody)
@routes.response(200, Note)
def put_note(body: dict[str, Any], note_id: str) -> Any:
    with edge().transaction() as tx:
        note = show_note(tx, note_id)
        check_match(note["revision"])
        tx.execute(NOTES.update().where(NOTES.c.id == note_id).values(words=body["words"], revision=2))
        return show_note(tx, note_id)


@routes.route("/notes/<note_id>/archive", methods=["POST"])
@requires("organiser")
@routes.response(200, Note)
def archive_note(note_id: str) -> Any:
    return edge().perform(lambda tx: note_id, show_note, status=200)


@routes.route("/broken/<how>")
@public
def broken(how: str) -> Any:
    if how == "database":
        raise OperationalError("select 1", {}, Exception("gone"))
    raise RuntimeError("Amina Testperson, amina@example.org")


def write_note(tx: Transaction, organisation: str, words: str) -> str:
    note = tx.new_id("note")
    tx.execute(insert(NOTES).values(id=note, organisation=organisation, words=words, revision=1))
    return note


def show_note(tx: Transaction, note_id: str) -> dict[str, Any]:
    row = tx.execute(
        select(NOTES).where(NOTES.c.id == note_id, NOTES.c.organisation == identity().organisation)
    ).first()
    if row is None:
        raise NotFound
    return dict(row._asdict())


class NotesService:
    """The service with what its tests look at."""

    def __init__(self, url: str, *, edge_class: type[Edge] = Edge, extra: list[Blueprint] | None = None) -> None:
        self.clock = StandingClock(NOON)
        self.database = Database(url, source="notes", clock=self.clock, ids=CountingIds())
        self.revoked: set[str] = set()
        self.reasons: dict[str, str] = {}
        self.registry = CollectorRegistry()
        with self.database.connection() as connection:
            METADATA.create_all(connection)
            KEYS.create(connection, checkfirst=True)
        self.app = self._app(edge_class, extra or [])

    def _app(self, edge_class: type[Edge], extra: list[Blueprint]) -> Flask:
        return make_app(
            "notes",
            edge=edge_class(self.database, self.clock, SECRETS, revoked=lambda who: who.subject in self.revoked),
            blueprints=[routes, *extra],
            title="Notes",
            description="Notes for tests",
            ready=lambda: self.reasons,
            registry=self.registry,
        )

    def client(
        self, role: str | None = "organiser", *, organisation: str = "demo", subject: str = "usr_1"
    ) -> ApiClient:
        if role is None:
            return ApiClient(self.app)
        return ApiClient(self.app, issue(SECRETS, an_identity(role, organisation=organisation, subject=subject)))

    def notes_written(self) -> int:
        with self.database.read() as tx:
            return tx.execute(select(func.count()).select_from(NOTES)).scalar_one()

    def close(self) -> None:
        self.database.close()


def an_identity(
    role: str = "organiser", *, organisation: str = "demo", subject: str = "usr_1", network: str | None = None
) -> Identity:
    until = NOON + timedelta(hours=1)
    return Identity(organisation=organisation, role=role, subject=subject, network=network, expires_at=until)


def a_notes_url(folder: Path) -> str:
    return f"sqlite:///{folder / 'notes.db'}"
