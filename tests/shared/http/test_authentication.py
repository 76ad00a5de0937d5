"""Every route says who may call it, and is held to that."""

import pytest
from flask import Blueprint as PlainBlueprint

from shared.http.authentication import requires, routes_without_authentication
from shared.http.blueprint import Blueprint
from shared.http.client import Answer
from shared.tokens import ROLES
from tests.shared.http.notes_service import BASE, NotesService, a_notes_url


def ask(notes: NotesService, role: str | None, address: str = "/notes") -> Answer:
    return notes.client(role).get(BASE + address)


@pytest.mark.parametrize("role", ROLES)
def test_a_rank_admits_those_above_it_and_other_roles_only_by_name(notes: NotesService, role: str) -> None:
    reading = {"reader", "host", "organiser", "owner"}
    assert (ask(notes, role, "/notes/note_1").status == 404) is (role in reading)
    assert (ask(notes, role).status == 200) is (role in reading | {"partner"})
    written = notes.client(role).post(f"{BASE}/notes", json={"words": "hello"})
    assert written.status == (201 if role in {"organiser", "owner"} else 403)


def test_a_missing_token_is_asked_for(notes: NotesService) -> None:
    answer = ask(notes, None)
    assert answer.status == 401
    assert answer.headers["WWW-Authenticate"] == "Bearer"
    assert answer.headers["Content-Type"] == "application/problem+json"


@pytest.mark.parametrize("header", ["Bearer", "Bearer x", "Basic dXNlcjpwYXNz", "Bearer " + "a" * 5000, "bearer é"])
def test_a_bad_token_is_refused(notes: NotesService, header: str) -> None:
    assert notes.client(None).get(f"{BASE}/notes", headers={"Authorization": header}).status == 401


def test_a_token_ends_when_its_time_has_come(notes: NotesService) -> None:
    client = notes.client()
    notes.clock.set(notes.clock.now().replace(hour=13))
    assert client.get(f"{BASE}/notes").status == 401


def test_a_revoked_token_is_refused(notes: NotesService) -> None:
    client = notes.client()
    assert client.get(f"{BASE}/notes").status == 200
    notes.revoked.add("usr_1")
    assert client.get(f"{BASE}/notes").status == 401


def test_who_may_not_call_is_told_before_the_body_is_looked_at(notes: NotesService) -> None:
    assert notes.client(None).post(f"{BASE}/notes", json={"wrong": 1}).status == 401
    assert notes.client("reader").post(f"{BASE}/notes", json={"wrong": 1}).status == 403


def test_all_routes_of_the_kit_and_of_the_notes_name_their_authentication(notes: NotesService) -> None:
    assert routes_without_authentication(notes.app) == []


def test_a_route_that_names_none_is_found_and_closed(tmp_path) -> None:  # type: ignore[no-untyped-def]
    forgotten = Blueprint("forgotten", __name__)

    @forgotten.route("/forgotten")
    def view() -> str:
        return "open to all"

    notes = NotesService(a_notes_url(tmp_path), extra=[forgotten])
    assert routes_without_authentication(notes.app) == ["GET /api/notes/v1/forgotten"]
    assert notes.client("owner").get(f"{BASE}/forgotten").status == 403
    notes.close()


def test_a_plain_flask_route_is_found_too(notes: NotesService) -> None:
    plain = PlainBlueprint("plain", __name__)
    plain.add_url_rule("/plain", view_func=lambda: "open to all", methods=["POST"], endpoint="plain")
    notes.app.register_blueprint(plain)
    assert routes_without_authentication(notes.app) == ["POST /plain"]


def test_a_role_that_does_not_exist_cannot_be_required() -> None:
    with pytest.raises(ValueError, match="roles out of"):
        requires("admin")
