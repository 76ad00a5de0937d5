"""Signing in: a link is good once and only by its button, a session ends by itself, nobody learns who organises."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from tests.services.web.site import OWNER, Page, Site, said


@pytest.fixture(autouse=True)
def _organisation(site: Site) -> None:
    site.an_organisation()


def test_the_button_signs_in_and_the_front_page_opens(site: Site) -> None:
    browser = site.browser()
    assert browser.get("/").headers["Location"] == "/sign-in"
    signed_in = browser.press(browser.get(site.sign_in_path()))
    page = browser.follow(signed_in)
    assert page.status_code == 200
    assert "Møtestedet" in said(page)
    cookie = signed_in.headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert "Secure" not in cookie


@pytest.mark.slow
def test_over_https_the_cookie_is_secure(make_site: Callable[..., Site]) -> None:
    site = make_site(public_url="https://samling.example.org")
    site.an_organisation()
    answer = site.browser().post(site.sign_in_path())
    assert answer.headers["Set-Cookie"].startswith("__Host-samling=")
    assert "Secure" in answer.headers["Set-Cookie"]


def test_a_link_that_a_scanner_fetched_is_still_good_for_whom_it_was_made(site: Site) -> None:
    path = site.sign_in_path()
    before = site.rows()
    scanner = site.browser()
    for _ in range(3):
        assert scanner.get(path).status_code == 200
        scanner.client.head(path)
    assert site.rows() == before
    assert scanner.get("/").status_code == 303
    browser = site.browser()
    assert browser.press(browser.get(path)).status_code == 303


def test_a_link_is_refused_the_second_time(site: Site) -> None:
    path = site.sign_in_path()
    first, second = site.browser(), site.browser()
    page = first.get(path)
    assert first.press(page).status_code == 303
    refused = second.post(path, {"account": Page(page.text).forms[-1].buttons[0][1]})
    assert refused.status_code == 409
    assert "Set-Cookie" not in refused.headers
    assert second.get(path).status_code == 409
    assert second.get("/").status_code == 303


def test_a_link_is_refused_after_ten_minutes(site: Site) -> None:
    path = site.sign_in_path()
    site.clock.advance(timedelta(minutes=10))
    assert site.browser().post(path).status_code == 409


def test_an_unknown_link_answers_like_a_used_one(site: Site) -> None:
    used = site.sign_in_path()
    site.browser().post(used)
    unknown = site.browser().get("/sign-in/AAAAAAAAAAAAAAAAAAAAAA")
    assert unknown.status_code == 409
    assert unknown.text == site.browser().get(used).text


def test_no_token_is_kept_as_it_is(site: Site) -> None:
    path = site.sign_in_path()
    browser = site.browser()
    answer = browser.post(path)
    session = answer.headers["Set-Cookie"].partition("=")[2].partition(";")[0]
    kept = repr(site.rows())
    assert len(session) == 22
    assert path.rpartition("/")[2] not in kept
    assert session not in kept


def test_another_sites_form_signs_nobody_in(site: Site) -> None:
    path = site.sign_in_path()
    assert site.browser().post(path, Sec_Fetch_Site="cross-site").status_code == 403
    assert site.browser().post(path).status_code == 303


def test_a_session_ends_after_thirty_idle_minutes(site: Site) -> None:
    browser = site.organiser()
    for _ in range(4):
        site.clock.advance(timedelta(minutes=29))
        assert browser.get("/").status_code == 200
    site.clock.advance(timedelta(minutes=30))
    assert browser.get("/").status_code == 303


@pytest.mark.slow
def test_a_session_ends_twelve_hours_after_signing_in_however_busy(site: Site) -> None:
    browser = site.organiser()
    for _ in range(12 * 3 - 1):
        site.clock.advance(timedelta(minutes=20))
        assert browser.get("/").status_code == 200
    site.clock.advance(timedelta(minutes=20))
    assert browser.get("/").status_code == 303


def test_what_is_over_is_forgotten(site: Site) -> None:
    site.organiser()
    site.clock.advance(timedelta(days=2))
    site.settle()
    rows = site.rows()
    assert rows["web.sessions"] == rows["web.links"] == []


def test_signing_out_ends_the_session_and_not_only_the_cookie(site: Site) -> None:
    browser = site.organiser()
    cookie = browser.client.get_cookie("samling")
    assert cookie is not None
    out = browser.press(browser.get("/"))
    assert out.headers["Location"] == "/sign-in"
    browser.client.set_cookie("samling", cookie.value)
    assert browser.get("/").status_code == 303


def test_what_is_no_address_is_said_so(site: Site) -> None:
    page = site.browser(Accept_Language="nb").post("/sign-in", {"email": "<b>&"})
    assert page.status_code == 422
    assert "Skriv en adresse som navn@example.org." in said(page)


def test_an_address_with_accounts_in_two_organisations_chooses_one(site: Site) -> None:
    site.an_organisation("annet")
    browser = site.browser()
    page = browser.get(site.sign_in_path())
    assert len(Page(page.text).forms[-1].buttons) == 2
    own = site.browser()
    other = own.get(site.sign_in_path(organisation="annet"))
    (account,) = [value for _, value in Page(page.text).forms[-1].buttons[:1]]
    assert browser.press(page, account).status_code == 303
    assert own.press(other).status_code == 303


def test_a_link_signs_in_to_accounts_of_its_own_address_only(site: Site) -> None:
    site.an_account("host@example.org", "host")
    (owner,) = [row for row in site.call("get", "web/accounts").json["items"] if row["email"] == OWNER]
    path = site.sign_in_path("host@example.org")
    assert site.browser().post(path, {"account": owner["id"]}).status_code == 404
    assert site.browser().post(path).status_code == 303
