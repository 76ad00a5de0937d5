"""One's own language, roles and sessions, and the name of the organisation."""

from datetime import timedelta
from html import unescape

import pytest

from tests.services.web.site import OWNER, Browser, Page, Site, said


@pytest.fixture(autouse=True)
def _organisation(site: Site) -> None:
    site.an_organisation()


def csrf(browser: Browser) -> str:
    return Page(browser.get("/settings").text).forms[0].values["csrf"]


def sends(browser: Browser, path: str, **values: str) -> str:
    """What the page says that follows on this form."""
    return said(browser.follow(browser.post(path, {"csrf": csrf(browser)} | values)))


def test_the_pages_speak_the_language_she_chose_whatever_the_browser_wishes(site: Site) -> None:
    browser = site.organiser(Accept_Language="en")
    assert "Saved" in sends(browser, "/settings/language", language="en")
    page = site.organiser(Accept_Language="nb").get("/")
    assert page.headers["Content-Language"] == "en"
    assert browser.get("/?language=sv").headers["Content-Language"] == "sv"
    sends(browser, "/settings/language", language="")
    assert site.organiser(Accept_Language="nb").get("/").headers["Content-Language"] == "nb"
    refused = browser.post("/settings/language", {"csrf": csrf(browser), "language": "ti"})
    assert refused.status_code == 422


def test_an_owner_renames_the_organisation(site: Site) -> None:
    browser = site.organiser(Accept_Language="en")
    assert "Nordlys &amp; co" in sends(browser, "/settings/organisation", name="Nordlys & co")
    refused = browser.post("/settings/organisation", {"csrf": csrf(browser), "name": " "})
    assert refused.status_code == 422
    site.an_account("organiser@example.org", "organiser")
    other = site.organiser("organiser@example.org", Accept_Language="en")
    assert other.post("/settings/organisation", {"csrf": csrf(other), "name": "Mine"}).status_code == 403
    assert "Name of the organisation" not in said(other.get("/settings"))


def test_everybody_says_how_they_are_called(site: Site) -> None:
    site.an_account("host@example.org", "host")
    host = site.organiser("host@example.org", Accept_Language="en")
    assert "Saved. Kari & Co host@example.org" in unescape(sends(host, "/settings/name", own_name=" Kari & Co "))
    for wrong in (" ", "x" * 101):
        refused = host.post("/settings/name", {"csrf": csrf(host), "own_name": wrong})
        assert (refused.status_code, 'href="#own_name"' in refused.text) == (422, True)
    owner = site.organiser(Accept_Language="en")
    assert "Kari & Co Host" in unescape(said(owner.get("/settings/activity")))
    assert 'value="owner"' in owner.get("/settings").text


def test_she_sees_where_she_is_signed_in_and_ends_the_others(site: Site) -> None:
    site.an_account("host@example.org", "host")
    others = [site.organiser(User_Agent="Mozilla/5.0 (Linux; Android 14) Firefox/140.0") for _ in range(2)]
    another_person = site.organiser("host@example.org")
    browser = site.organiser(Accept_Language="en")
    words = said(browser.get("/settings/sessions"))
    assert "Here, in this browser" in words
    assert words.count("Firefox, Android") == 2
    assert "Signed out everywhere but here." in sends(browser, "/settings/sessions/end")
    assert [one.get("/").status_code for one in others] == [303, 303]
    assert another_person.get("/").status_code == browser.get("/").status_code == 200
    assert "You are signed in nowhere else." in said(browser.get("/settings/sessions"))


def test_signing_out_everywhere_reaches_her_other_organisations(site: Site) -> None:
    site.an_organisation("annet")
    elsewhere = site.browser()
    elsewhere.press(elsewhere.get(site.sign_in_path(organisation="annet")))
    assert elsewhere.get("/").status_code == 200
    browser = site.organiser(Accept_Language="en")
    sends(browser, "/settings/sessions/end")
    assert elsewhere.get("/").status_code == 303


def test_she_goes_on_in_another_role_of_hers_without_a_new_link(site: Site) -> None:
    site.an_organisation("annet")
    browser = site.browser(Accept_Language="en")
    browser.press(browser.get(site.sign_in_path(organisation="demo")))
    before = browser.client.get_cookie("samling")
    assert before is not None
    page = browser.get("/settings")
    form = next(form for form in Page(page.text).forms if form.action == "/settings/account")
    assert browser.post("/settings/account", form.values).status_code == 303
    after = browser.client.get_cookie("samling")
    assert after is not None
    assert after.value != before.value
    assert f'value="{form.values["account"]}"' not in browser.get("/settings").text
    browser.client.set_cookie("samling", before.value)
    assert browser.get("/").status_code == 303


def test_going_on_in_another_role_makes_no_session_longer(site: Site) -> None:
    site.an_organisation("annet")
    browser = site.organiser(Accept_Language="en")
    for _ in range(12 * 3 - 1):
        site.clock.advance(timedelta(minutes=20))
        assert browser.get("/").status_code == 200
    form = next(f for f in Page(browser.get("/settings").text).forms if f.action == "/settings/account")
    browser.post("/settings/account", form.values)
    assert browser.get("/").status_code == 200
    site.clock.advance(timedelta(minutes=20))
    assert browser.get("/").status_code == 303


def test_nobody_goes_on_in_the_role_of_somebody_else_or_in_one_that_is_over(site: Site) -> None:
    site.an_organisation("annet", "other@example.org")
    (owner,) = [row for row in site.call("get", "web/accounts").json["items"] if row["email"] == OWNER]
    site.an_account("host@example.org", "host")
    host = site.organiser("host@example.org")
    before = host.client.get_cookie("samling")
    removed = site.an_account("host@example.org", "host", "annet")
    site.call("delete", f"web/accounts/{removed['id']}", at="annet").raise_for_problem()
    for account in (owner, removed):
        assert host.post("/settings/account", {"csrf": csrf(host), "account": account["id"]}).status_code == 404
    assert host.client.get_cookie("samling") == before
    assert host.get("/settings/colleagues").status_code == 403


def test_signing_in_gives_a_new_token_and_ends_the_session_before(site: Site) -> None:
    browser = site.organiser()
    first = browser.client.get_cookie("samling")
    browser.press(browser.get(site.sign_in_path()))
    second = browser.client.get_cookie("samling")
    assert first is not None
    assert second is not None
    assert first.value != second.value
    thief = site.browser()
    thief.client.set_cookie("samling", first.value)
    assert thief.get("/").status_code == 303


def test_a_token_that_was_planted_before_signing_in_is_worth_nothing(site: Site) -> None:
    planted = "A" * 22
    victim, attacker = site.browser(), site.browser()
    for browser in (victim, attacker):
        browser.client.set_cookie("samling", planted)
    victim.press(victim.get(site.sign_in_path()))
    assert victim.get("/").status_code == 200
    assert attacker.get("/").status_code == 303
