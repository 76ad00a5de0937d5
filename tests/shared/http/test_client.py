"""The client speaks to an app in process and to a server on the network alike."""

import threading
from collections.abc import Iterator

import pytest
from werkzeug.serving import make_server

from shared.http.client import ApiClient, ApiProblem
from tests.shared.http.notes_service import BASE, SECRETS, NotesService, an_identity, issue

NOTES = f"{BASE}/notes"


@pytest.fixture(params=["in process", "over HTTP"])
def client(notes: NotesService, request: pytest.FixtureRequest) -> Iterator[ApiClient]:
    token = issue(SECRETS, an_identity())
    if request.param == "in process":
        yield ApiClient(notes.app, token)
        return
    server = make_server("127.0.0.1", 0, notes.app, threaded=False)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    over_http = ApiClient(f"http://127.0.0.1:{server.server_port}/", token)
    yield over_http
    over_http.close()
    server.shutdown()
    thread.join()
    server.server_close()


def test_all_verbs_reach_the_service(client: ApiClient) -> None:
    note = client.post(NOTES, json={"words": "ሰላም"}).raise_for_problem().json
    assert client.get(f"{NOTES}/{note['id']}").json["words"] == "ሰላም"
    assert client.put(f"{NOTES}/{note['id']}", json={"words": "changed"}).status == 200
    assert client.patch(NOTES, json={}).status == 405
    assert client.delete(NOTES).status == 405


def test_headers_go_and_come_back_in_any_case(client: ApiClient) -> None:
    for _ in range(2):
        answer = client.post(NOTES, json={"words": "hello"}, headers={"Idempotency-Key": "k1"})
    assert answer.headers["idempotent-replay"] == "true"


def test_a_problem_is_raised_with_what_the_service_said(client: ApiClient) -> None:
    with pytest.raises(ApiProblem) as problem:
        client.post(NOTES, json={"words": ""}).raise_for_problem()
    assert problem.value.status == 422
    assert list(problem.value.errors) == ["words"]


def test_what_is_no_json_has_none(client: ApiClient) -> None:
    answer = client.get("/metrics")
    assert answer.json is None
    assert b"http_requests_total" in answer.body


def test_the_same_service_can_be_asked_in_anothers_name(client: ApiClient) -> None:
    assert client.with_token("nonsense").get(NOTES).status == 401


def test_a_service_out_of_reach_is_a_problem_to_try_again() -> None:
    nowhere = ApiClient("http://127.0.0.1:1")
    with pytest.raises(ApiProblem) as problem:
        nowhere.get("/live")
    assert problem.value.status == 503
    nowhere.close()


def test_who_acts_hears_of_what_was_done_and_of_nothing_else(client: ApiClient) -> None:
    heard: list[str] = []
    acting = client.with_token(issue(SECRETS, an_identity()), once="a form", on_change=lambda: heard.append("done"))
    note = acting.post(NOTES, json={"words": "hello"}).json
    assert acting.post(NOTES, json={"words": "hello"}).headers["Idempotent-Replay"] == "true"
    assert acting.post(NOTES, json={"words": ""}).status == 422
    assert acting.delete(NOTES).status == 405
    assert acting.ask(f"{NOTES}/{note['id']}/archive", json={}).status == 200
    acting.get(NOTES)
    assert heard == ["done"]
    acting.put(f"{NOTES}/{note['id']}", json={"words": "changed"})
    assert heard == ["done", "done"]
