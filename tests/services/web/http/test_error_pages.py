"""Every error is a page that says what to do; below /api it is a problem document."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import pytest

from services.web.http.page_role import role_of_page
from services.web.pages import EXTENSION
from shared.http.authentication import routes_without_authentication
from shared.http.client import ApiClient
from tests.services.web.site import Site, said


@pytest.mark.parametrize(("language", "words"), [("nb", "Denne siden finnes ikke"), ("ar", "لا توجد صفحة كهذه")])
def test_an_address_that_is_no_page(site: Site, language: str, words: str) -> None:
    page = site.browser(Accept_Language=language).get("/no/such/page")
    assert page.status_code == 404
    assert words in said(page)
    assert 'class="sections"' not in page.text


def test_whoever_is_signed_in_finds_the_way_on_from_an_address_that_is_no_page(site: Site) -> None:
    site.an_organisation()
    page = site.organiser(Accept_Language="en").get("/no/such/page")
    assert (page.status_code, 'class="sections"' in page.text) == (404, True)


def test_below_api_an_error_is_a_problem_document(site: Site) -> None:
    answer = site.browser().get("/api/web/v1/nothing")
    assert answer.status_code == 404
    assert answer.mimetype == "application/problem+json"


def test_a_method_that_is_not_offered_says_which_are(site: Site) -> None:
    page = site.browser().post("/n/kvinnenettverket")
    assert page.status_code == 405
    assert page.mimetype == "text/html"
    assert "GET" in page.headers["Allow"]


@pytest.mark.slow
def test_a_service_out_of_reach_is_said_and_to_be_tried_again(site: Site) -> None:
    _, link = site.invited()
    with _asking(site, ApiClient("http://127.0.0.1:9")):
        page = site.browser(Accept_Language="nb").get(link)
    assert page.status_code == 503
    assert page.headers["Retry-After"] == "5"
    assert "Ingenting er tapt." in said(page)
    assert site.browser().get(link).status_code == 200


def test_a_fault_of_ours_is_a_page_and_gives_nothing_away(site: Site) -> None:
    _, link = site.invited()
    with _asking(site, "secret detail"):
        page = site.browser(Accept_Language="nb").get(link)
    assert page.status_code == 500
    assert "Noe gikk galt hos oss" in said(page)
    assert "secret" not in page.text


def test_every_answer_has_the_headers_that_guard_it(site: Site) -> None:
    for path in ("/sign-in", "/p/AAAAAAAAAAAAAAAAAAAAAA", "/nothing", "/n/x"):
        headers = site.browser().get(path).headers
        assert headers["Content-Security-Policy"] == (
            "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; img-src 'self' data:; "
            "form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
        )
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Referrer-Policy"] == "no-referrer"
        assert headers["Cache-Control"] == "no-store"


def test_the_stylesheet_is_kept_under_the_name_of_its_content(site: Site) -> None:
    page = site.browser().get("/sign-in").text
    path = page.partition('rel="stylesheet" href="')[2].partition('"')[0]
    answer = site.browser().get(path)
    assert answer.mimetype == "text/css"
    assert "immutable" in answer.headers["Cache-Control"]
    assert site.browser().get("/static/000000000000/web.css").status_code == 404


def test_every_page_says_who_may_see_it(site: Site) -> None:
    open_to_all = {"participant", "sign_in", "set_up", "network", "join", "assets"}
    app = site.services["web"].app
    assert routes_without_authentication(app) == []
    for rule in app.url_map.iter_rules():
        if not rule.rule.startswith(("/api/", "/live", "/ready", "/metrics")):
            asked = role_of_page(app.view_functions[rule.endpoint])
            assert asked is not None or rule.endpoint.partition(".")[0] in open_to_all, rule.rule


@contextmanager
def _asking(site: Site, registrations: object) -> Iterator[None]:
    extensions = site.services["web"].app.extensions
    kept = extensions[EXTENSION]
    extensions[EXTENSION] = replace(kept, registrations=registrations)
    yield
    extensions[EXTENSION] = kept
