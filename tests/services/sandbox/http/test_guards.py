import pytest

from services.sandbox.http.guards import Door
from tests.services.sandbox.box import ADA, Box

OPEN = ["/sandbox/phone", "/sandbox/mail", "/sandbox/api/sms", "/sandbox/api/mail", "/sandbox/api/weather"]


@pytest.mark.parametrize("path", [*OPEN, "/sandbox/static/sandbox.css"])
def test_only_this_machine_is_let_in(box: Box, path: str) -> None:
    def status(client: str) -> int:
        with box.client.get(path, environ_overrides={"REMOTE_ADDR": client}) as answer:
            return answer.status_code

    for near in ("127.0.0.1", "127.0.0.9", "::1", "::ffff:127.0.0.1"):
        assert status(near) == 200
    for stranger in ("192.0.2.1", "2001:db8::1", ""):
        assert status(stranger) == 403


@pytest.mark.parametrize("path", OPEN)
def test_a_foreign_name_for_this_machine_is_turned_away(box: Box, path: str) -> None:
    assert box.client.get(path, headers={"Host": "rebound.example.org:8001"}).status_code == 403
    assert box.client.get(path, headers={"Host": "192.0.2.1"}).status_code == 403
    for ours in ("localhost:8000", "127.0.0.2:8000", "[::1]:8001", "LOCALHOST"):
        assert box.client.get(path, headers={"Host": ours}).status_code == 200


@pytest.mark.parametrize(
    ("headers", "admitted"),
    [
        ({}, True),
        ({"Sec-Fetch-Site": "same-origin", "Origin": "http://127.0.0.1:8000"}, True),
        ({"Sec-Fetch-Site": "cross-site"}, False),
        ({"Sec-Fetch-Site": "same-site"}, False),
        ({"Origin": "http://localhost:8000"}, True),
        ({"Origin": "https://evil.example.org"}, False),
        ({"Origin": "null"}, False),
    ],
)
def test_only_its_own_pages_may_write(box: Box, headers: dict[str, str], admitted: bool) -> None:
    form = box.client.post("/sandbox/phone", data={"number": ADA, "body": "ja"}, headers=headers)
    json = box.client.post("/sandbox/api/sms", json={"from": ADA, "body": "ja"}, headers=headers)
    assert (form.status_code, json.status_code) == ((303, 201) if admitted else (403, 403))
    assert len(box.client.get("/sandbox/api/sms").json["items"]) == (2 if admitted else 0)


def test_other_networks_are_let_in_when_named() -> None:
    with pytest.raises(ValueError):
        Door.of("everyone", "localhost")
    assert len(Door.of("127.0.0.0/8 172.16.0.0/12", "localhost").networks) == 2


def test_answers_are_hardened(box: Box) -> None:
    for path in OPEN:
        headers = box.client.get(path).headers
        assert headers["Content-Security-Policy"].startswith("default-src 'self'")
        assert "unsafe" not in headers["Content-Security-Policy"]
        assert headers["X-Content-Type-Options"] == "nosniff"
