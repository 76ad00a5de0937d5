"""The real Twilio client against a small server: what each answer means, and that nothing is asked twice."""

import json
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from services.notifications.channels.lean_http import LeanHttp
from services.notifications.channels.outcome import Kind
from services.notifications.channels.sms import Line, LookUpFailed, Taken, TwilioTexts

PHONE = "+447700900001"
SINCE = datetime(2027, 1, 4, 11, 0, tzinfo=UTC)


class Exchange:
    """What the server is to answer next, and what it was asked."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, str, dict[str, list[str]]]] = []
        self.connections: set[Any] = set()
        self.answer: tuple[int, str, dict[str, str]] = (201, json.dumps({"sid": "SM1"}), {})
        self.hang = threading.Event()
        self.hanging = False


@pytest.fixture
def exchange() -> Iterator[tuple[Exchange, str]]:
    state = Exchange()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            form = parse_qs(self.rfile.read(int(self.headers.get("Content-Length", 0))).decode())
            self._answer("POST", form)

        def do_GET(self) -> None:
            self._answer("GET", parse_qs(urlsplit(self.path).query))

        def _answer(self, method: str, values: dict[str, list[str]]) -> None:
            state.asked.append((method, urlsplit(self.path).path, values))
            state.connections.add(self.client_address)
            if state.hanging:
                state.hang.wait(10)
                self.close_connection = True
                return
            status, body, headers = state.answer
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            raw = body.encode()
            self.send_header("Content-Length", str(len(raw)))
            self.end_headers()
            self.wfile.write(raw)

        def log_message(self, *_: Any) -> None: ...

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    yield state, f"http://127.0.0.1:{server.server_port}"
    state.hang.set()
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def texts(exchange: tuple[Exchange, str]) -> Iterator[TwilioTexts]:
    made = texts_at(exchange[1])
    yield made
    made.close()


def texts_at(address: str, read: float = 5.0) -> TwilioTexts:
    line = Line("AC" + "0" * 32, "secret", address, sender="+447700900999", status_callback="https://x.example.org/s")
    return TwilioTexts(line, LeanHttp(connections=2, connect=2.0, read=read))


def refusal(code: int, status: int) -> str:
    return json.dumps({"code": code, "message": "No", "status": status, "more_info": ""})


def test_a_text_is_handed_over_with_its_callback_on_a_kept_connection(
    texts: TwilioTexts, exchange: tuple[Exchange, str]
) -> None:
    state, _ = exchange
    for _ in range(5):
        outcome = texts.send(PHONE, "Hei ✓")
    assert (outcome.kind, outcome.provider_id) == (Kind.ACCEPTED, "SM1")
    method, path, form = state.asked[0]
    assert (method, path) == ("POST", f"/2010-04-01/Accounts/AC{'0' * 32}/Messages.json")
    assert form == {
        "To": [PHONE],
        "From": ["+447700900999"],
        "Body": ["Hei ✓"],
        "StatusCallback": ["https://x.example.org/s"],
    }
    assert len(state.connections) == 1


@pytest.mark.parametrize(
    ("status", "body", "kind"),
    [
        (400, refusal(21211, 400), Kind.REFUSED),
        (400, refusal(21610, 400), Kind.REFUSED),
        (400, refusal(99999, 400), Kind.REFUSED),
        (401, refusal(20003, 401), Kind.ACCOUNT),
        (400, refusal(21606, 400), Kind.ACCOUNT),
        (429, refusal(20429, 429), Kind.LATER),
        (429, refusal(21611, 429), Kind.LATER),
        (500, refusal(20500, 500), Kind.UNKNOWN),
        (503, "<html>busy</html>", Kind.UNKNOWN),
        (504, "<html>late</html>", Kind.UNKNOWN),
        (201, "not json", Kind.UNKNOWN),
        (201, "{}", Kind.UNKNOWN),
    ],
)
def test_what_each_answer_means(
    texts: TwilioTexts, exchange: tuple[Exchange, str], status: int, body: str, kind: Kind
) -> None:
    exchange[0].answer = (status, body, {})
    assert texts.send(PHONE, "Hei").kind is kind
    assert len(exchange[0].asked) == 1


def test_too_many_says_when_to_come_back(texts: TwilioTexts, exchange: tuple[Exchange, str]) -> None:
    exchange[0].answer = (429, refusal(20429, 429), {"Retry-After": "17"})
    assert texts.send(PHONE, "Hei").retry_after == 17


@pytest.mark.slow
def test_a_provider_that_does_not_answer_leaves_it_unknown(exchange: tuple[Exchange, str]) -> None:
    state, address = exchange
    state.hanging = True
    texts = texts_at(address, read=0.2)
    assert texts.send(PHONE, "Hei").kind is Kind.UNKNOWN
    assert len(state.asked) == 1
    with pytest.raises(LookUpFailed):
        texts.taken_since(PHONE, SINCE)
    texts.close()


def test_a_provider_that_is_not_there_has_surely_not_taken_it() -> None:
    texts = texts_at("http://127.0.0.1:9")
    assert texts.send(PHONE, "Hei").kind is Kind.LATER
    texts.close()


def test_a_look_up_lists_what_went_out_since_then(texts: TwilioTexts, exchange: tuple[Exchange, str]) -> None:
    def listed(sid: str, at: str, direction: str = "outbound-api") -> dict[str, Any]:
        return {"sid": sid, "body": sid, "direction": direction, "date_created": at, "to": PHONE}

    page = {
        "messages": [
            listed("SM3", "Mon, 04 Jan 2027 11:00:05 +0000"),
            listed("SM2", "Mon, 04 Jan 2027 11:00:01 +0000", "inbound"),
            listed("SM1", "Mon, 04 Jan 2027 10:00:00 +0000"),
        ],
        "page_size": 50,
        "next_page_uri": None,
    }
    exchange[0].answer = (200, json.dumps(page), {})
    assert texts.taken_since(PHONE, SINCE) == [Taken("SM3", "SM3")]
    assert exchange[0].asked[0][2]["To"] == [PHONE]


def test_a_look_up_that_is_refused_says_so(texts: TwilioTexts, exchange: tuple[Exchange, str]) -> None:
    exchange[0].answer = (503, "<html>busy</html>", {})
    with pytest.raises(LookUpFailed):
        texts.taken_since(PHONE, SINCE)
