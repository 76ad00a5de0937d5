"""Whatever is sent, the answer is one a client can act on, and says nothing it should not."""

import json
from typing import Any

import pytest
import structlog
from openapi_spec_validator import validate

from shared.http.client import ApiClient, InProcess
from tests.shared.http.notes_service import BASE, SECRETS, NotesService, an_identity, issue

NOTES = f"{BASE}/notes"


def send(
    notes: NotesService, body: bytes, content_type: str = "application/json", path: str = NOTES
) -> tuple[int, Any]:
    headers = {"Authorization": f"Bearer {issue(SECRETS, an_identity())}", "Content-Type": content_type}
    status, received, content = InProcess(notes.app)("POST", path, body, headers)
    assert status < 400 or received["Content-Type"] == "application/problem+json"
    return status, json.loads(content)


def test_faulty_fields_are_named_each(notes: NotesService) -> None:
    body = {
        "words": "",
        "size": "5",
        "more": 1,
        "contact": {"phone": "12"},
        "tags": ["fine", 3],
        "titles": {"nb": "", "x": "y"},
    }
    answer = notes.client().post(NOTES, json=body)
    assert answer.status == 422
    assert set(answer.json["errors"]) == {
        "words", "size", "more", "contact.phone", "tags.1", "titles.nb", "titles.x",
    }  # fmt: skip
    assert answer.json["errors"]["more"] == ["Unknown field."]
    assert {"type", "title", "status", "detail"} <= set(answer.json)


@pytest.mark.parametrize("size", ["5", 5.0, True, None, 0, 11, [5]])
def test_numbers_are_numbers(notes: NotesService, size: Any) -> None:
    answer = notes.client().post(NOTES, json={"words": "hello", "size": size})
    assert (answer.status, list(answer.json["errors"])) == (422, ["size"])


@pytest.mark.parametrize("body", [b"[]", b'"text"', b"5", b"null", b"{}", b""])
def test_a_body_of_the_wrong_shape_is_not_understood(notes: NotesService, body: bytes) -> None:
    assert send(notes, body)[0] == 422


@pytest.mark.parametrize("body", [b"{", b"\xff\xfe", b'{"words": NaN}', b'{"words": Infinity}', b"{'words': 1}"])
def test_broken_json_is_a_bad_request(notes: NotesService, body: bytes) -> None:
    assert send(notes, body)[0] == 400


@pytest.mark.parametrize("depth", [40, 900, 100_000])
def test_json_nested_too_deeply_is_a_bad_request(notes: NotesService, depth: int) -> None:
    deep = b'{"words": "hello", "anything": ' + b'{"a":' * depth + b"1" + b"}" * depth + b"}"
    assert send(notes, deep)[0] == 400
    assert send(notes, b"[" * depth + b"]" * depth)[0] == 400


def test_json_nested_within_reason_is_fine(notes: NotesService) -> None:
    wide = {"words": "hello", "anything": {"a": [{"b": [number]} for number in range(50)]}}
    assert notes.client().post(NOTES, json=wide).status == 201


@pytest.mark.parametrize("text", ['"a\\u0000b"', '"\\ud800"', '"\\udfff!"', '{"\\u0000": 1}', '["\\uD800"]'])
def test_text_that_postgresql_refuses_is_not_understood(notes: NotesService, text: str) -> None:
    status, problem = send(notes, f'{{"words": "hello", "anything": {{"deep": {text}}}}}'.encode())
    assert (status, next(iter(problem["errors"])).startswith("anything.deep")) == (422, True)


def test_a_pair_of_surrogates_is_a_letter_like_any(notes: NotesService) -> None:
    status, note = send(notes, b'{"words": "hello \\ud83d\\ude00"}')
    assert (status, note["words"]) == (201, "hello 😀")


@pytest.mark.parametrize("number", ["9223372036854775808", "-9223372036854775809", "1" * 5000, "1e999"])
def test_numbers_beyond_the_database_are_not_understood(notes: NotesService, number: str) -> None:
    assert send(notes, f'{{"words": "hello", "anything": {{"n": {number}}}}}'.encode())[0] == 422


@pytest.mark.parametrize("content_type", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", ""])
def test_what_is_not_json_is_an_unsupported_media_type(notes: NotesService, content_type: str) -> None:
    assert send(notes, b"words=hello", content_type)[0] == 415


def test_a_large_body_is_refused_unread(notes: NotesService) -> None:
    assert send(notes, b'{"words": "' + b"a" * 10_000_000 + b'"}')[0] == 413
    assert notes.client(None).post(NOTES, json={"words": "a" * 2_000_000}).status == 413


@pytest.mark.parametrize("address", [f"{NOTES}?cursor=%00", f"{NOTES}/a%00b"])
def test_a_nul_in_the_address_is_not_understood(notes: NotesService, address: str) -> None:
    assert notes.client().get(address).status == 422


@pytest.mark.parametrize(
    "query", ["limit=0", "limit=201", "limit=x", "limit=5.0", "limit=٥", "page=2", "cursor=", "cursor=%ff"]
)
def test_query_strings_are_as_strict(notes: NotesService, query: str) -> None:
    answer = notes.client().get(f"{NOTES}?{query}")
    assert (answer.status, list(answer.json["errors"])) == (422, [query.split("=")[0]])


def test_an_unknown_address_and_a_wrong_method_are_problems_too(notes: NotesService) -> None:
    unknown = notes.client().get(f"{BASE}/nothing")
    assert unknown.headers["Content-Type"] == "application/problem+json"
    assert "openapi.json" in unknown.json["detail"]
    wrong = notes.client().delete(NOTES)
    assert (wrong.status, wrong.json["title"]) == (405, "Method Not Allowed")
    assert {"GET", "POST"} <= set(wrong.headers["Allow"].split(", "))


def test_what_is_not_there_may_be_asked_for_again(notes: NotesService) -> None:
    answer = notes.client().get(f"{NOTES}/note_9")
    assert (answer.status, answer.headers["Retry-After"]) == (404, "1")


def test_another_organisations_thing_answers_like_nothing(notes: NotesService) -> None:
    note = notes.client().post(NOTES, json={"words": "hello"}).json["id"]
    foreign, missing = (notes.client(organisation="other").get(f"{NOTES}/{name}") for name in (note, "note_9"))
    assert (foreign.status, foreign.json) == (404, missing.json)


def test_an_unexpected_error_gives_nothing_away(notes: NotesService) -> None:
    with structlog.testing.capture_logs() as logged:
        answer = notes.client(None).get(f"{BASE}/broken/any")
    assert answer.status == 500
    assert b"Amina" not in answer.body
    assert b"amina" not in answer.body
    assert [line["event"] for line in logged] == ["unexpected error"]


def test_a_database_that_is_away_is_a_reason_to_try_again(notes: NotesService) -> None:
    with structlog.testing.capture_logs():
        answer = notes.client(None).get(f"{BASE}/broken/database")
    assert (answer.status, answer.headers["Retry-After"]) == (503, "1")


def test_a_request_id_is_kept_if_it_is_harmless_and_made_if_not(notes: NotesService) -> None:
    def asked(given: str) -> str:
        return notes.client(None).get("/live", headers={"X-Request-Id": given}).headers["X-Request-Id"]

    assert asked("req-1") == "req-1"
    for harmful in ("a b", "x" * 65, "<script>", ""):
        assert asked(harmful) != harmful
        assert len(asked(harmful)) == 32


def test_a_request_inside_a_request_keeps_its_id_and_gives_the_outer_one_back(notes: NotesService) -> None:
    with structlog.contextvars.bound_contextvars(request_id="outer", service="web"):
        assert ApiClient(notes.app).get("/live").headers["X-Request-Id"] == "outer"
        assert structlog.contextvars.get_contextvars() == {"request_id": "outer", "service": "web"}
    assert structlog.contextvars.get_contextvars() == {}


def test_every_answer_carries_the_protective_headers(notes: NotesService) -> None:
    for answer in (notes.client().get(NOTES), notes.client(None).get(NOTES), notes.client().get("/nothing")):
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Cache-Control"] == "no-store"
        assert answer.headers["Referrer-Policy"] == "no-referrer"


def test_the_service_lives_and_says_why_it_is_not_ready(notes: NotesService) -> None:
    anyone = notes.client(None)
    assert anyone.get("/live").status == 200
    assert anyone.get("/ready").status == 200
    notes.reasons["broker"] = "out of reach"
    assert anyone.get("/ready").status == 503
    assert anyone.get("/ready").json["reasons"] == {"broker": "out of reach"}


def test_requests_are_counted_by_route_and_status_and_never_by_address(notes: NotesService) -> None:
    notes.client().get(f"{NOTES}/note_secret")
    shown = notes.client(None).get("/metrics").body.decode()
    assert 'http_requests_total{endpoint="notes.get_note",method="GET",service="notes",status="404"} 1.0' in shown
    assert "http_request_duration_seconds_bucket" in shown
    assert "note_secret" not in shown


def test_the_openapi_document_is_valid_and_says_who_may_call(notes: NotesService) -> None:
    document = notes.client(None).get(f"{BASE}/openapi.json").json
    validate(document)
    post = document["paths"][NOTES]["post"]
    assert document["openapi"] == "3.1.0"
    assert document["components"]["securitySchemes"] == {"bearerAuth": {"type": "http", "scheme": "bearer"}}
    assert (post["security"], post["x-roles"]) == ([{"bearerAuth": []}], ["organiser", "owner"])
    assert "Idempotency-Key" in [parameter.get("name") for parameter in post["parameters"]]
    assert document["paths"][f"{BASE}/broken/{{how}}"]["get"]["security"] == []
    assert list(document["components"]["responses"]["DEFAULT_ERROR"]["content"]) == ["application/problem+json"]
    assert list(document["components"]["responses"]["UNPROCESSABLE_ENTITY"]["content"]) == ["application/problem+json"]


def test_patterns_of_the_document_are_read_alike_in_every_language(notes: NotesService) -> None:
    """JSON Schema takes ECMA-262's: in Python's, both ends of a text are written as letters that others look for."""
    document = notes.client(None).get(f"{BASE}/openapi.json").json
    assert document["components"]["schemas"]["NoteBody"]["properties"]["code"]["pattern"] == "^[a-z]{2}$"
