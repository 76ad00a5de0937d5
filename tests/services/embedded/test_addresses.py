"""The path of a request says which service it is for; health is that of all."""

import json
from typing import Any

import pytest
from werkzeug.test import Client
from werkzeug.wrappers import Request, Response

from services.embedded.addresses import OneAddress


def an_app(name: str, reasons: dict[str, str] | None = None) -> Any:
    """An app that says its name, and at `/ready` what it complains about."""

    @Request.application
    def app(request: Request) -> Response:
        if request.path == "/ready":
            body = json.dumps({"status": "not ready" if reasons else "ready", "reasons": reasons or {}})
            return Response(body, 503 if reasons else 200, content_type="application/json")
        if request.path == "/metrics":
            text = f'# HELP requests Answered\n# TYPE requests gauge\nrequests{{service="{name}"}} 1\n'
            return Response(text, content_type="text/plain")
        return Response(f"{name} {request.path}")

    return app


NAMES = ("events", "registrations", "web", "sandbox")


def client(**reasons: dict[str, str]) -> Client:
    return Client(OneAddress({name: an_app(name, reasons.get(name)) for name in NAMES}))


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("/api/events/v1/events", "events"),
        ("/api/events", "events"),
        ("/api/web/v1/accounts", "web"),
        ("/api/sandbox/x", "sandbox"),
        ("/sandbox/phone", "sandbox"),
        ("/sandbox", "sandbox"),
        ("/", "web"),
        ("/p/token", "web"),
        ("/api", "web"),
        ("/api/nothing/v1", "web"),
        ("/eventsandmore", "web"),
        ("//api/events/v1", "web"),
    ],
)
def test_the_path_says_whose_request_it_is(path: str, name: str) -> None:
    assert client().get(path).text.split()[0] == name


def test_the_path_arrives_whole() -> None:
    assert client().get("/api/events/v1/events?limit=1").text == "events /api/events/v1/events"


def test_without_a_sandbox_its_pages_are_not_there() -> None:
    together = OneAddress({"web": an_app("web")})
    assert Client(together).get("/sandbox/phone").text == "web /sandbox/phone"


def test_all_are_ready_together() -> None:
    answer = client().get("/ready")
    assert (answer.status_code, answer.json) == (200, {"status": "ready", "reasons": {}})


def test_one_that_is_not_ready_is_named_with_its_reason() -> None:
    answer = client(events={"outbox.lag": "waits"}).get("/ready")
    assert answer.status_code == 503
    assert answer.json == {"status": "not ready", "reasons": {"events": {"outbox.lag": "waits"}}}


def test_the_world_outside_is_no_reason() -> None:
    assert client(sandbox={"weather": "storm"}).get("/ready").status_code == 200


def test_being_alive_asks_nobody() -> None:
    assert client(events={"database": "gone"}).get("/live").json == {"status": "live"}


def test_the_counters_of_all_stand_on_one_page() -> None:
    lines = client().get("/metrics").text.splitlines()
    assert lines == [
        "# HELP requests Answered",
        "# TYPE requests gauge",
        *(f'requests{{service="{name}"}} 1.0' for name in ("events", "registrations", "web")),
    ]


@pytest.mark.parametrize("path", ["/live", "/ready", "/metrics"])
def test_a_head_request_has_no_body(path: str) -> None:
    answer = client().head(path)
    assert (answer.status_code, answer.data) == (200, b"")


def test_health_is_only_read() -> None:
    assert client().post("/live").text == "web /live"
