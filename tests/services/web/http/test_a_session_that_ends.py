"""A session that ends loses nothing: neither the page that was asked for, nor what was typed, nor what a page shows."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from werkzeug.test import TestResponse

from services.web.http import kept_form, same_origin
from services.web.session import IDLE
from tests.services.web.http.test_people import hidden, members
from tests.services.web.matrix import csrf
from tests.services.web.site import OWNER, Browser, Page, Row, Site, said
from tests.support.corpus import PAYLOADS

LINES = "Zahra Ahmadi;40000001\nSelam <b>&amp;</b> Tesfay\n"


@pytest.fixture
def network(site: Site) -> Row:
    site.an_organisation()
    return site.a_network()


def signs_in(site: Site, browser: Browser, email: str = OWNER) -> TestResponse:
    return browser.press(browser.get(site.sign_in_path(email)))


def later(site: Site) -> None:
    site.clock.advance(IDLE + timedelta(minutes=1))


def pasted(browser: Browser, network: Row, **fields: str) -> tuple[str, dict[str, str]]:
    """A list that was typed: where it goes, and all that its form sends."""
    path = f"/networks/{network['id']}/people/paste"
    return path, hidden(browser, path) | {"lines": LINES, "language": "ar", "agreed": "yes"} | fields


def test_the_page_that_was_asked_for_opens_after_signing_in(site: Site, network: Row) -> None:
    path, browser = f"/networks/{network['id']}/people", site.browser(Accept_Language="en")
    assert browser.get(f"{path}?q=Zahra").headers["Location"] == "/sign-in"
    assert signs_in(site, browser).headers["Location"] == path
    assert browser.client.get_cookie("samling-way") is None
    assert signs_in(site, browser).headers["Location"] == "/"


def test_a_live_part_takes_the_whole_page_to_sign_in_and_back(site: Site, network: Row) -> None:
    path, browser = f"/networks/{network['id']}/sending", site.organiser(Accept_Language="en")
    later(site)
    headers = {"HX-Request": "true", "HX-Current-URL": f"http://localhost{path}?test=tst_1"}
    answer = browser.get(f"{path}?seen=1", **headers)
    assert (answer.status_code, answer.text, answer.headers["HX-Redirect"]) == (200, "", "/sign-in")
    assert signs_in(site, browser).headers["Location"] == path


def test_no_live_part_is_emptied_by_an_answer_that_is_an_error(site: Site) -> None:
    site.an_organisation()
    (config,) = [tag for name, tag in Page(site.organiser().get("/").text).tags if tag.get("name") == "htmx-config"]
    assert '"noSwap": [204, 304, "4xx", "5xx"]' in str(config["content"])


@pytest.mark.parametrize(
    "way",
    [
        "https://evil.example/",
        "https://evil.example/c/evt_1",
        "//evil.example",
        "///evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "/%5Cevil.example",
        "/%2F/evil.example",
        "/.evil.example",
        "/@evil.example",
        "javascript:alert(1)",
        "evil.example",
        "/c/evt_1/../../sign-out",
        "/sign-in",
        "/sign-out",
        "/p/AAAAAAAAAAAAAAAAAAAAAA",
        "/n/kvinnenettverket",
        "/api/events/v1/networks",
        "/no/such/page",
        "/networks/net_1/people/paste/add",
        "/c/" + "a" * 500,
        "",
    ],
)
def test_a_browser_is_never_sent_where_no_page_of_ours_is(site: Site, way: str) -> None:
    site.an_organisation()
    browser = site.browser()
    browser.client.set_cookie("samling-way", way)
    assert signs_in(site, browser).headers["Location"] == "/"
    browser = site.browser()
    browser.get("/", **{"HX-Request": "true", "HX-Current-URL": way})
    kept = browser.client.get_cookie("samling-way")
    # of an address only the path is looked at
    assert kept is None or kept.value in ("/", "/c/evt_1")


def test_the_way_back_is_written_by_its_route(site: Site) -> None:
    site.an_organisation()
    for way in ("//c/evt_1", "/c/evt_1", "/c/%5C%5Cevil.example", "/c/a\tb"):
        browser = site.browser()
        browser.client.set_cookie("samling-way", way)
        location = signs_in(site, browser).headers["Location"]
        assert location == "/" or location.startswith("/c/")
        assert not {"\\", "\t"} & set(location)


def test_what_a_form_does_is_no_page_to_go_back_to(site: Site, network: Row) -> None:
    browser = site.browser()
    path = f"/networks/{network['id']}/people/paste"
    for headers in ({}, {"Sec_Fetch_Site": "cross-site"}):
        browser.post(path, {"lines": LINES}, **headers)
        assert browser.client.get_cookie("samling-way") is None


@pytest.mark.slow
def test_the_way_back_is_kept_from_scripts_and_other_sites(make_site: Callable[..., Site]) -> None:
    answer = make_site().browser().get("/c/evt_1")
    assert {"samling-way=/c/evt_1", "HttpOnly", "SameSite=Lax", "Max-Age=3600", "Path=/"} <= set(
        answer.headers["Set-Cookie"].split("; ")
    )
    answer = make_site(public_url="https://samling.example.org").browser().get("/c/evt_1")
    assert {"__Host-samling-way=/c/evt_1", "Secure", "HttpOnly", "Path=/"} <= set(
        answer.headers["Set-Cookie"].split("; ")
    )


def test_a_list_typed_for_longer_than_a_session_is_entered_after_all(site: Site, network: Row) -> None:
    browser = site.organiser(Accept_Language="en")
    path, form = pasted(browser, network)
    later(site)
    out = browser.post(path, form)
    assert out.status_code == 403
    assert "You were signed out in the meantime" in said(out)
    assert form["csrf"] not in out.text
    assert ("a", "/sign-in", "_blank") in [(tag, at.get("href"), at.get("target")) for tag, at in Page(out.text).tags]
    (again,) = Page(out.text).forms
    assert again.values == {name: value for name, value in form.items() if name != "csrf"}
    still_out = browser.post(again.action, again.values)
    assert Page(still_out.text).forms[0].values == again.values
    signs_in(site, browser)
    once_more = browser.post(again.action, again.values)
    assert once_more.status_code == 403
    assert "Look once more" in said(once_more)
    assert members(site, network) == []
    (button,) = [one for one in Page(once_more.text).forms if one.action == path]
    assert button.values == again.values | {"csrf": csrf(browser)}
    found = browser.post(button.action, button.values)
    assert "2 people are understood" in said(found)
    assert form["lines"].splitlines() == ["Zahra Ahmadi;40000001", "Selam <b>&amp;</b> Tesfay"]


def test_what_was_done_before_the_session_ended_is_not_done_twice(site: Site, network: Row) -> None:
    browser = site.organiser(Accept_Language="en")
    path = f"/networks/{network['id']}/people"
    form = hidden(browser, path) | {"name": "Zahra", "contact": "40000001", "language": "nb", "agreed": "yes"}
    assert browser.post(path, form).status_code == 303
    later(site)
    (again,) = Page(browser.post(path, form).text).forms
    signs_in(site, browser)
    (button,) = [one for one in Page(browser.post(path, again.values).text).forms if one.action == path]
    assert browser.post(path, button.values).status_code == 303
    assert [person["name"] for person in members(site, network)] == ["Zahra"]


def test_a_form_of_a_live_part_takes_the_place_of_the_whole_page(site: Site, network: Row) -> None:
    browser = site.organiser(Accept_Language="en")
    path = f"/networks/{network['id']}/series/new"
    form = hidden(browser, path) | {"do": "look", "title.nb": "Språkkafé", "first_day": "2027-02-09"}
    later(site)
    out = browser.post(f"{path}?beginning=women", form, HX_Request="true")
    assert out.status_code == 200
    assert {name: out.headers[name] for name in ("HX-Retarget", "HX-Reselect", "HX-Reswap")} == {
        "HX-Retarget": "#content",
        "HX-Reselect": "#content",
        "HX-Reswap": "outerHTML",
    }
    (again,) = Page(out.text).forms
    assert again.action == f"{path}?beginning=women"
    assert again.values["title.nb"] == "Språkkafé"


def test_hostile_texts_are_carried_as_text(site: Site, network: Row) -> None:
    browser = site.organiser()
    path, form = pasted(browser, network)
    later(site)
    for payload in (one for one in PAYLOADS if one.isprintable()):
        page = Page(browser.post(path, form | {"lines": payload, payload[:40] or "x": "y"}).text)
        assert page.scripts == 0
        assert page.forms[0].values["lines"] == payload
        assert [one.action for one in page.forms] == [path]


def test_only_what_a_page_of_ours_surely_sent_is_carried(site: Site, network: Row) -> None:
    """Old browsers say it by `Origin`, and must name the very address that ours has."""
    browser = site.organiser(Accept_Language="en")
    path, form = pasted(browser, network, csrf="wrong")
    ours = {"Sec_Fetch_Site": "", "Origin": "http://localhost"}
    assert "Look once more" in said(browser.post(path, form, **ours))
    for headers in UNPROVED:
        refused = browser.post(path, form, **headers)
        assert refused.status_code == 403
        assert "You cannot do this here" in said(refused)
        assert LINES[:5] not in refused.text
        assert csrf(browser) not in [one.values.get("csrf") for one in Page(refused.text).forms if one.action == path]


UNPROVED: list[dict[str, str]] = [
    {"Sec_Fetch_Site": "cross-site"},
    {"Sec_Fetch_Site": "same-site"},
    {"Sec_Fetch_Site": "none"},
    {"Sec_Fetch_Site": "", "Origin": "null"},
    {"Sec_Fetch_Site": "", "Origin": "https://localhost"},
    {"Sec_Fetch_Site": ""},
]


def test_twin_who_believes_everybody_carries_what_another_site_sent(
    site: Site, network: Row, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser = site.organiser(Accept_Language="en")
    path, form = pasted(browser, network, csrf="wrong")
    monkeypatch.setattr(kept_form, "is_surely_ours", lambda: True)
    assert "Look once more" in said(browser.post(path, form, Sec_Fetch_Site="none"))
    later(site)
    assert "You were signed out" in said(browser.post(path, form, Sec_Fetch_Site="cross-site"))
    assert same_origin.is_surely_ours is not kept_form.is_surely_ours


def test_over_https_only_the_public_address_is_ours(make_site: Callable[..., Site]) -> None:
    site = make_site(public_url="https://samling.example.org")
    site.an_organisation()
    for origin, status in (("https://samling.example.org", 403), ("http://localhost", 303)):
        assert site.browser().post("/settings/language", {}, Sec_Fetch_Site="", Origin=origin).status_code == status


def test_a_form_that_is_too_much_for_a_page_or_brings_a_file_is_refused(site: Site, network: Row) -> None:
    browser = site.organiser(Accept_Language="en")
    path, form = pasted(browser, network, csrf="wrong")
    most = {f"x{number}": "" for number in range(kept_form.MOST_FIELDS + 1)}
    for more in (most, {"lines": "x" * 900_000, "note": "é" * 40_000}, {"file": (b"", "a.csv")}):
        refused = browser.post(path, form | more)  # type: ignore[arg-type, operator]
        assert refused.status_code in (403, 413)
        assert "Look once more" not in said(refused)


def test_a_role_that_does_not_reach_so_far_is_refused_however_old_the_form(site: Site, network: Row) -> None:
    browser = site.organiser(Accept_Language="en")
    path, form = pasted(browser, network)
    site.an_account("host@example.org", "host")
    signs_in(site, browser, "host@example.org")
    refused = browser.post(path, form)
    assert refused.status_code == 403
    assert "You cannot do this here" in said(refused)
    assert LINES[:5] not in refused.text
