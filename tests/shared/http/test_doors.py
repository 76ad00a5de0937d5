"""What each of the two doors lets through."""

import json

from flask import Flask
from werkzeug.test import Client, TestResponse

from shared.http.doors import inner_door, outer_door


def an_app(reasons: dict[str, str]) -> Flask:
    app = Flask("small", static_folder=None)

    @app.get("/ready")
    def ready() -> tuple[str, int, dict[str, str]]:
        body = json.dumps({"status": "not ready" if reasons else "ready", "reasons": reasons})
        return body, 503 if reasons else 200, {"Content-Type": "application/json"}

    for path in ("/live", "/metrics", "/api/small/v1/things"):
        app.add_url_rule(path, path, lambda: "ok")
    return app


def through(door: object, path: str, method: str = "GET") -> TestResponse:
    return Client(door).open(path, method=method)  # type: ignore[arg-type]


def test_the_outer_door_keeps_the_metrics_inside() -> None:
    door = outer_door(an_app({}))
    assert through(door, "/metrics").status_code == 404
    assert through(door, "/api/small/v1/things").status_code == 200
    assert through(door, "/live").status_code == 200


def test_the_inner_door_leads_to_nothing_that_people_use() -> None:
    door = inner_door(an_app({}), dict)
    assert [through(door, path).status_code for path in ("/live", "/ready", "/metrics")] == [200, 200, 200]
    assert through(door, "/api/small/v1/things").status_code == 404


def test_what_is_wrong_beside_the_app_is_told_with_what_is_wrong_in_it() -> None:
    answer = through(inner_door(an_app({"outbox.lag": "old"}), lambda: {"broker.publishing": "away"}), "/ready")
    assert answer.status_code == 503
    assert answer.json == {"status": "not ready", "reasons": {"outbox.lag": "old", "broker.publishing": "away"}}
    only_beside = through(inner_door(an_app({}), lambda: {"broker.publishing": "away"}), "/ready")
    assert only_beside.status_code == 503
