"""Networks: made, shown with what is missing, and changed by one organiser at a time."""

from typing import Any

import pytest
from markupsafe import escape

from services.web.beginnings import beginnings
from services.web.dates import city
from services.web.languages import language
from services.web.views.networks import countries, zones
from tests.services.web.site import Browser, Page, Site, said
from tests.support.corpus import MARKUP

NEW = {
    "name": "Kvinnenettverket i Tromsø",
    "slug": "",
    "signature": "Kvinnenett",
    "country": "NO",
    "timezone": "Europe/Oslo",
    "wording": "neutral",
    "waitlist": "confirm",
    "languages.nb": "yes",
    "languages.ti": "yes",
    "contact_name": "Ingrid Solberg",
    "contact_phone": "40 00 00 01",
    "quiet": "yes",
    "quiet_from": "22:00",
    "quiet_to": "07:30",
}


def organiser(site: Site) -> Browser:
    site.an_organisation()
    return site.organiser(Accept_Language="en")


def token(browser: Browser, path: str) -> dict[str, str]:
    """What stands hidden in the form of a page."""
    hidden = Page(browser.get(path).text).forms[-1].values
    return {name: hidden[name] for name in ("csrf", "once", "version") if name in hidden}


def made(site: Site, browser: Browser, **fields: str) -> Any:
    answer = browser.post("/networks/new", NEW | token(browser, "/networks/new") | fields)
    assert answer.status_code == 303, said(answer)
    site.settle()
    return answer


def all_of(site: Site) -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = site.call("get", "events/networks").json["items"]
    return items


def test_a_network_is_made_held_and_its_home_says_what_is_missing(site: Site) -> None:
    browser = organiser(site)
    assert "Make the first one" in said(browser.get("/networks"))
    home = browser.follow(made(site, browser))
    (network,) = all_of(site)
    assert (network["slug"], network["sending"]) == ("kvinnenettverket-i-tromso", "held")
    assert (network["languages"], network["quiet_hours"]) == (["nb", "ti"], ["22:00", "07:30"])
    assert network["contact"] == {"name": "Ingrid Solberg", "phone": "+4740000001"}
    words = said(home)
    for missing in ("There are no people", "There is no series", "Sending is held"):
        assert missing in words
    for part in ("", "/people", "/series", "/sending", "/settings"):
        assert f"/networks/{network['id']}{part}" in Page(home.text).links


def test_pressing_twice_makes_one_network(site: Site) -> None:
    browser = organiser(site)
    values = NEW | token(browser, "/networks/new")
    first, second = (browser.post("/networks/new", values) for _ in range(2))
    assert first.headers["Location"] == second.headers["Location"]
    assert len(all_of(site)) == 1


@pytest.mark.parametrize(
    ("fields", "marked"),
    [
        ({"name": ""}, "name"),
        ({"signature": "Kvinnenettverket"}, "signature"),
        ({"signature": "شبكة"}, "signature"),
        ({"slug": "Å"}, "slug"),
        ({"contact_phone": "12"}, "contact_phone"),
        ({"contact_phone": ""}, "contact_phone"),
        ({"contact_name": ""}, "contact_name"),
        ({"quiet_from": "25:00"}, "quiet_from"),
        ({"quiet_from": "07:30"}, "quiet_to"),
        ({"languages.nb": "", "languages.ti": ""}, "languages"),
    ],
)
def test_a_refused_form_keeps_what_was_typed_and_marks_the_field(
    site: Site, fields: dict[str, str], marked: str
) -> None:
    browser = organiser(site)
    refused = browser.post("/networks/new", NEW | token(browser, "/networks/new") | fields)
    assert refused.status_code == 422
    assert f'id="{marked}-fault"' in refused.text
    assert "Ingrid Solberg" in refused.text or "contact_name" in fields
    assert all_of(site) == []


def test_an_address_that_another_network_has_is_refused_in_words(site: Site) -> None:
    browser = organiser(site)
    made(site, browser, slug="nettverk")
    refused = browser.post("/networks/new", NEW | token(browser, "/networks/new") | {"slug": "nettverk"})
    assert refused.status_code == 422
    assert "Another network has this address already." in said(refused)


def test_the_form_offers_ready_made_networks_and_proposes_an_address(site: Site) -> None:
    browser = organiser(site)
    page = browser.get("/networks/new")
    assert {f"/start/network?beginning={name}#form" for name in beginnings()} <= set(Page(page.text).links)
    assert "/start/network?" not in browser.get(f"/networks/{site.a_network()['id']}/settings").text
    assert 'value="kafe-ostlandet"' in browser.get("/networks/new?name=Kafé+Østlandet").text


def test_settings_are_changed_by_one_at_a_time(site: Site) -> None:
    browser = organiser(site)
    network = site.a_network()
    path = f"/networks/{network['id']}/settings"
    hers, his = form(browser, path), form(browser, path)
    answer = browser.post(path, hers | {"name": "Et nytt navn", "public": "yes"})
    assert "Saved." in said(browser.follow(answer))
    (changed,) = all_of(site)
    assert (changed["name"], changed["public"], changed["sending"]) == ("Et nytt navn", True, "on")
    late = browser.post(path, his | {"name": "Et annet navn"})
    assert late.status_code == 422
    assert "Somebody else changed this" in said(late)
    assert "Et annet navn" in late.text
    assert all_of(site) == [changed]


def test_settings_saved_as_they_are_change_nothing(site: Site) -> None:
    browser = organiser(site)
    network = site.a_network(languages=["nb", "sw"], quiet_hours=["21:00", "08:00"])
    path = f"/networks/{network['id']}/settings"
    assert browser.post(path, form(browser, path)).status_code == 303
    assert all_of(site) == [network]


def form(browser: Browser, path: str) -> dict[str, str]:
    """The form as a browser sends it, with what is ticked and chosen."""
    page = Page(browser.get(path).text)
    values = token(browser, path)
    chosen = ""
    for tag, named in page.tags:
        if tag == "select":
            chosen = str(named["name"])
        elif tag == "option" and "selected" in named:
            values[chosen] = str(named["value"])
        elif tag == "input" and named.get("name") not in (None, *values) and is_sent(named):
            values[str(named["name"])] = named.get("value") or ""
    return values


def is_sent(named: dict[str, str | None]) -> bool:
    return named.get("type") not in ("hidden", "checkbox", "radio") or "checked" in named


def test_the_list_shows_the_next_date_and_how_many_belong(site: Site) -> None:
    browser = organiser(site)
    network = site.a_network(public=True)
    site.a_member(network, "Zahra Ahmadi", phone="+447700900101")
    site.an_event(network)
    words = said(browser.get("/networks"))
    for text in ("Kvinnenettverket", "Tuesday, 12 January 2027", "1 person", "Public page", "Sends messages"):
        assert text in words
    home = said(browser.get(f"/networks/{network['id']}"))
    assert "0 of 20 seats taken" in home
    assert "http://localhost/n/kvinnenettverket" in home, "as a whole, to be passed on"
    assert "Everyday money" in home
    assert "Call those who have not answered" in home
    assert "Invites on" not in home
    assert "There are no people" not in home


def test_whom_nobody_has_invited_yet_nobody_calls(site: Site) -> None:
    browser = organiser(site)
    network = site.a_network()
    rhythm = {"rrule": "FREQ=MONTHLY;COUNT=2", "starts_at": "2027-03-09T17:00", "duration": "PT2H"}
    body = rhythm | {"network_id": network["id"], "title": {"en": "Café"}, "timezone": "Europe/Oslo"}
    series = site.post("events/series", body | {"invite_before": "P14D"})
    site.post(f"events/series/{series['id']}/publish", {})
    words = said(browser.get(f"/networks/{network['id']}"))
    assert "Invites on Tuesday, 23 February 2027" in words
    assert "Call those who have not answered" not in words


@pytest.mark.slow
def test_who_only_reads_is_offered_no_change(site: Site) -> None:
    site.an_organisation()
    site.an_account("reader@example.org", "reader")
    network = site.a_network(sending="held")
    reader = site.organiser("reader@example.org", Accept_Language="en")
    assert "/networks/new" not in reader.get("/networks").text
    home = reader.get(f"/networks/{network['id']}").text
    assert not {f"/networks/{network['id']}/{part}" for part in ("people", "settings", "sending")} & set(
        Page(home).links
    )
    for path in ("/networks/new", f"/networks/{network['id']}/settings"):
        assert reader.get(path).status_code == 403
        assert reader.post(path, NEW).status_code == 403


def test_another_organisations_network_does_not_exist(site: Site) -> None:
    site.an_organisation()
    site.an_organisation("annet", "other@example.org")
    network = site.a_network()
    other = site.organiser("other@example.org")
    for path in (f"/networks/{network['id']}", f"/networks/{network['id']}/settings"):
        assert other.get(path).status_code == 404
    assert other.post(f"/networks/{network['id']}/settings", NEW | token(other, "/networks/new")).status_code == 404
    assert "Kvinnenettverket" not in other.get("/networks").text


@pytest.mark.parametrize("name", MARKUP)
def test_a_hostile_name_is_shown_as_text(site: Site, name: str) -> None:
    browser = organiser(site)
    made(site, browser, name=name, slug="x")
    (network,) = all_of(site)
    for path in ("/networks", f"/networks/{network['id']}", f"/networks/{network['id']}/settings"):
        page = browser.get(path)
        assert Page(page.text).scripts == 1
        assert escape(name) in page.text


def test_countries_are_those_with_phone_numbers_and_each_zone_has_one_name() -> None:
    codes = [code for code, _ in countries("nb")]
    assert codes[:4] == ["NO", "SE", "DK", "NL"]
    assert {"SY", "ER", "SO", "UA", "AF"} <= set(codes)
    assert not {"XA", "XB", "EZ", "QO", "EU", "AQ"} & set(codes)
    cities = [city(zone, language("nb")) for zone in zones()]
    assert {"Oslo", "Kyiv", "London"} <= set(cities)
    assert len(set(cities)) == len(cities)
