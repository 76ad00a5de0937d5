"""Two requests with one Idempotency-Key under way at once have one effect, on every database."""

import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from shared.database import Transaction
from shared.http.authentication import identity, requires
from shared.http.blueprint import Blueprint
from shared.http.client import Answer
from shared.http.edge import edge
from shared.problems import Conflict
from tests.shared.http.notes_service import Note, NotesService, a_notes_url, show_note, write_note
from tests.support.at_once import at_once, beside, until_waiting
from tests.support.servers import PostgreSql

pytestmark = pytest.mark.production


class Slowly:
    """A route whose first caller stays inside until it may go on."""

    def __init__(self) -> None:
        self.inside, self.may_go_on = threading.Event(), threading.Event()
        self.fails = False
        self.routes = Blueprint("slow", __name__)

        @self.routes.route("/slow", methods=["POST"])
        @requires("organiser")
        @self.routes.response(201, Note)
        def post_slowly() -> Any:
            return edge().perform(self.act, show_note)

    def act(self, tx: Transaction) -> str:
        note = write_note(tx, identity().organisation, "slow")
        if not self.inside.is_set():
            self.inside.set()
            assert self.may_go_on.wait(30)
            if self.fails:
                raise Conflict("Not this one.")
        return note


@pytest.fixture
def slowly() -> Slowly:
    return Slowly()


@pytest.fixture(params=["sqlite", "postgresql"])
def notes(request: pytest.FixtureRequest, tmp_path: Path, slowly: Slowly) -> Iterator[NotesService]:
    if request.param == "sqlite":
        url = a_notes_url(tmp_path)
    else:
        server: PostgreSql = request.getfixturevalue("postgresql")
        url = server.new_database()
    service = NotesService(url, extra=[slowly.routes])
    yield service
    service.close()


def ask(notes: NotesService, path: str = "/slow", body: Any = None) -> Answer:
    return notes.client().post(f"/api/notes/v1{path}", json=body, headers={"Idempotency-Key": "key-1"})


def while_the_first_is_inside(notes: NotesService, slowly: Slowly) -> list[Answer]:
    """Asks, and asks the same again before the first is done; both answers."""
    answers: list[Answer] = []

    def second() -> None:
        if notes.database.dialect == "postgresql":
            threading.Thread(target=lambda: (until_waiting(notes.database), slowly.may_go_on.set())).start()
        else:
            slowly.may_go_on.set()
        answers.append(ask(notes))

    with beside(lambda: answers.append(ask(notes))):
        assert slowly.inside.wait(30)
        second()
    return sorted(answers, key=lambda answer: "Idempotent-Replay" in answer.headers)


def test_a_twin_waits_for_the_first_and_is_shown_what_it_made(notes: NotesService, slowly: Slowly) -> None:
    first, twin = while_the_first_is_inside(notes, slowly)
    assert (first.status, twin.status) == (201, 201)
    assert twin.headers["Idempotent-Replay"] == "true"
    assert first.json == twin.json
    assert notes.notes_written() == 1


def test_if_the_first_fails_the_twin_does_it(notes: NotesService, slowly: Slowly) -> None:
    slowly.fails = True
    answers = while_the_first_is_inside(notes, slowly)
    assert sorted(answer.status for answer in answers) == [201, 409]
    assert notes.notes_written() == 1


def test_of_five_twins_at_once_one_has_an_effect(notes: NotesService) -> None:
    answers = at_once(5, lambda _place: ask(notes, "/notes", {"words": "once"}))
    assert [answer.status for answer in answers] == [201] * 5
    assert len({answer.json["id"] for answer in answers}) == 1
    assert notes.notes_written() == 1


def test_twin_without_a_key_each_has_its_effect(notes: NotesService) -> None:
    at_once(5, lambda _place: notes.client().post("/api/notes/v1/notes", json={"words": "again"}))
    assert notes.notes_written() == 5
