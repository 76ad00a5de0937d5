"""First steps: from nothing to a planned year, each step shown until it is done."""

import pytest

from services.web.beginnings import beginnings, slug_of
from tests.services.web.site import Browser, Page, Site, said


@pytest.fixture
def organiser(site: Site) -> Browser:
    site.an_organisation()
    return site.organiser(Accept_Language="en")


def test_from_nothing_to_a_planned_year(site: Site, organiser: Browser) -> None:
    assert "/start" in Page(organiser.get("/").text).links
    words = said(organiser.get("/start"))
    assert "0 of 5 steps" in words
    page = organiser.get("/start/network?beginning=women")
    made = organiser.press(page, name="Women of Nordlys", contact_name="Ingrid", contact_phone="40 00 00 01")
    page = organiser.follow(made)
    form = Page(page.text).forms[-1]
    assert (form.values["every"], form.values["time"], form.values["title.en"]) == (
        "month_2",
        "17:00",
        "Monthly gathering",
    )
    assert form.values["day.1"] == form.values["without.7"] == "yes"
    page = organiser.follow(organiser.post(page.request.full_path, form.values | {"do": "save"}))
    form = Page(page.text).forms[-1]
    assert "Getting to know the network" in form.values.values()
    page = organiser.follow(organiser.post(form.action, form.values))
    assert "Getting to know the network" in said(page)
    (network,) = site.call("get", "events/networks").json["items"]
    assert (network["slug"], network["sending"], network["timezone"]) == ("women-of-nordlys", "held", "Europe/Oslo")
    events = site.call("get", f"events/events?network_id={network['id']}").json["items"]
    assert len(events) == 12
    assert [one["theme"] for one in events if one["starts_at"] < "2028"].count(None) == 0
    words = said(organiser.get("/start"))
    assert "2 of 5 steps" in words
    links = Page(organiser.get("/start").text).links
    for part in ("people", "sending"):
        assert f"/networks/{network['id']}/{part}" in links
    (announce,) = [link for link in links if link.endswith("/publish")]
    organiser.follow(organiser.press(organiser.get(announce)))
    words = said(organiser.get("/start"))
    assert "3 of 5 steps" in words
    assert "Announce its gatherings Done" in words


def test_home_shows_what_is_left_until_it_is_done(site: Site, organiser: Browser) -> None:
    network = site.a_network(sending="held")
    words = said(organiser.get("/"))
    assert "Left to do before the first invitation: Kvinnenettverket" in words
    assert "Plan its first gatherings Announce its gatherings Enter its people Start inviting" in words
    site.an_event(network)
    site.a_member(network, "Zahra Ahmadi", phone="+447700900101")
    words = said(organiser.get("/"))
    assert "Enter its people" not in words
    assert "Announce its gatherings" not in words
    assert "Start inviting" in words
    site.call("patch", f"events/networks/{network['id']}", {"sending": "on"}).raise_for_problem()
    assert "Left to do" not in said(organiser.get("/"))


@pytest.mark.parametrize("name", [*beginnings(), "empty"])
def test_each_beginning_gives_a_network_and_a_series(site: Site, organiser: Browser, name: str) -> None:
    page = organiser.get(f"/start/network?beginning={name}")
    page = organiser.follow(organiser.press(page, name="Our own", signature="Ours"))
    form = Page(page.text).forms[-1]
    filled = {"title.en": "Ours"} if name == "empty" else {}
    answer = organiser.post(page.request.full_path, form.values | filled | {"do": "save"})
    assert answer.status_code == 303, said(answer)
    (series,) = site.call("get", "events/series").json["items"]
    assert series["title"]["en"]


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"name": "!!!"}, "Write a name with letters"),
        ({"signature": "much too long a name"}, "1 to 12 letters and digits."),
        ({"contact_name": "Ingrid", "contact_phone": "123"}, "Not a phone number that can exist."),
        ({"country": "XX"}, ""),
    ],
)
def test_what_is_wrong_is_said_and_the_rest_kept(
    site: Site, organiser: Browser, wrong: dict[str, str], told: str
) -> None:
    page = organiser.press(organiser.get("/start/network?beginning=women"), **{"name": "Ours"} | wrong)
    assert page.status_code == 422
    assert told in said(page)
    assert site.call("get", "events/networks").json["items"] == []


def test_a_network_of_the_same_name_is_refused_in_words(site: Site, organiser: Browser) -> None:
    form = Page(organiser.get("/start/network?beginning=cafe").text).forms[-1]
    first = organiser.post(form.action, form.values)
    assert first.status_code == 303
    page = organiser.press(organiser.get("/start/network?beginning=cafe"))
    assert page.status_code == 422
    assert "Another network has nearly the same name." in said(page)


def test_the_same_name_in_another_organisation_is_in_nobodys_way(site: Site, organiser: Browser) -> None:
    site.an_organisation("annet", "other@example.org")
    for browser in (organiser, site.organiser("other@example.org", Accept_Language="en")):
        made = browser.press(browser.get("/start/network?beginning=cafe"))
        assert made.status_code == 303
    (network,) = site.call("get", "events/networks", at="annet").json["items"]
    assert (network["name"], network["slug"]) == ("Language café", "language-cafe-annet")


@pytest.mark.slow
def test_who_may_not_plan_does_not_begin(site: Site, organiser: Browser) -> None:
    site.an_account("host@example.org", "host")
    host = site.organiser("host@example.org", Accept_Language="en")
    page = host.get("/")
    assert "/start" not in Page(page.text).links
    token = Page(page.text).forms[0].values
    assert host.get("/start").status_code == 403
    assert host.post("/start/network", token | {"name": "Ours"}).status_code == 403


def test_a_signature_is_spelt_as_people_spell_it(organiser: Browser) -> None:
    for spoken, signature in (("nb", "Språkkafé"), ("sv", "Språkkafé"), ("da", "Sprogcafé")):
        page = organiser.get("/start/network?beginning=cafe", **{"Accept-Language": spoken})
        assert Page(page.text).forms[-1].values["signature"] == signature, spoken


def test_names_become_addresses() -> None:
    assert slug_of("Språkkafé på Sør-Ås!") == "sprakkafe-pa-sor-as"
    assert slug_of("شبكة") == ""
    assert len(slug_of("x" * 100)) == 63
