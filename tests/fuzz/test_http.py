"""Ten thousand generated requests to every operation and every page: a clear answer, never a fault of ours."""

import re
import sys
from functools import wraps
from pathlib import Path
from random import Random

import pytest

import services
from tests.fuzz import pages, verdict
from tests.fuzz.campaign import known_operations, play, play_operations, play_pages
from tests.fuzz.playground import Playground
from tests.fuzz.tally import Tally
from tests.fuzz.wire import Answer

CASES = 10_000
CODE = Path(services.__file__).parent
pytestmark = [pytest.mark.slow, pytest.mark.timeout(1800)]


def every_page(playground: Playground) -> set[str]:
    return {f"{s} {method} {rule}" for s in ("web", "sandbox") for method, rule in pages.routes(playground.app(s))}


def test_ten_thousand_generated_requests_are_answered_as_documented(
    playground: Playground, capsys: pytest.CaptureFixture[str]
) -> None:
    tally = Tally()
    play(playground, tally, cases=CASES, seed=1)
    with capsys.disabled():
        sys.stdout.write(f"\n{tally}\n")
    assert tally.faults == [], "\n".join(tally.faults)
    assert tally.sent == CASES
    assert {operation.name for operation in known_operations(playground)} <= set(tally.reached)
    assert every_page(playground) <= set(tally.reached)
    accepted = sum(count for status, count in tally.answered.items() if status < 400)
    assert accepted > CASES / 20, "what only ever is refused tests little"


def test_every_field_that_a_form_is_read_for_is_filled() -> None:
    read = set()
    for file in [*(CODE / "web" / "http").rglob("*.py"), *(CODE / "sandbox" / "http").glob("*.py")]:
        text = file.read_text(encoding="utf-8")
        read |= set(re.findall(r"""\bform\.get\(\s*["']([\w-]+)""", text))
        read |= {name for named in re.findall(r"FIELDS = \(([^)]*)\)", text) for name in re.findall(r'"(\w+)"', named)}
    assert {"answer", "csrf", "owner_email", "Body"} <= read
    assert read <= set(pages.FIELDS)


def test_twin_a_view_that_fails_would_be_found(playground: Playground) -> None:
    app = playground.app("partners")
    endpoint = "partners.list_partners"
    kept = app.view_functions[endpoint]
    app.view_functions[endpoint] = wraps(kept)(lambda **_: 1 // 0)
    tally = Tally()
    try:
        play_operations(playground, tally, Random(1), count=300)
    finally:
        app.view_functions[endpoint] = kept
    assert any("GET /api/partners/v1/partners: answered by 500" in fault for fault in tally.faults)


def test_twin_a_page_that_escapes_nothing_would_be_found(playground: Playground) -> None:
    templates = playground.app("web").extensions["services.web"].renderer._environment
    templates.cache.clear()
    templates.autoescape = False
    tally = Tally()
    try:
        play_pages(playground, tally, Random(1), count=400)
    finally:
        templates.cache.clear()
        templates.autoescape = True
    assert any("the page holds <" in fault for fault in tally.faults)


def test_twin_an_answer_that_says_more_than_its_document_would_be_found(playground: Playground) -> None:
    (partners,) = [one for one in known_operations(playground) if one.name == "GET /api/partners/v1/partners"]
    json = [("Content-Type", "application/json")]
    assert verdict.of_api(partners, Answer(200, json, b'{"items": [], "next": null}')) == []
    for body in (b'{"items": [], "next": null, "secret": 1}', b'{"items": [{"id": 5}], "next": null}', b"{"):
        assert verdict.of_api(partners, Answer(200, json, body))
    assert verdict.of_api(partners, Answer(201, json, b'{"items": [], "next": null}'))
    assert verdict.of_api(partners, Answer(404, [("Content-Type", "text/html")], b"gone"))


@pytest.mark.parametrize(
    "body", ["<script>", "<p onclick=x>", "<a href=' java\nscript:x'>", "<!-- x -->", "<a href=//evil.example.org>"]
)
def test_twin_markup_of_somebody_elses_would_be_found(body: str) -> None:
    headers = [("Content-Type", "text/html"), ("Content-Security-Policy", "default-src 'none'")]
    assert verdict.of_page(Answer(200, headers, b"<p>Hei</p>")) == []
    assert verdict.of_page(Answer(200, headers, body.encode()))


def test_twin_a_redirect_to_elsewhere_would_be_found() -> None:
    for place in ("https://evil.example.org/", "//evil.example.org", "/\\evil.example.org", "/a\r\nSet-Cookie: a=b"):
        assert verdict.of_page(Answer(303, [("Location", place)], b""))
