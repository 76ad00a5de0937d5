"""A person agrees that a partner may know when they are there: told to an organiser, or on their own page."""

import pytest

from tests.services.web.http.test_people import organiser, pressed
from tests.services.web.site import Browser, Page, Row, Site, said


def a_partner(site: Site, network: Row, name: str = "Karrieresenteret") -> str:
    partner = site.post("partners/partners", {"name": name})
    site.post(f"partners/partners/{partner['id']}/grants", {"network_id": network["id"], "purpose": "attendance"})
    return str(partner["id"])


def told(site: Site) -> list[tuple[bool, str | None]]:
    """What was agreed with partners, in order."""
    site.settle()
    heard = [one.data for one in site.heard if one.type == "consent.changed.v1" and one.data["partner_id"]]
    return [(one["given"], one["reference"]) for one in heard]


def offered(browser: Browser, path: str) -> list[dict[str, str]]:
    return [form.values for form in Page(browser.get(path).text).forms if "/partners/" in form.action]


def test_what_they_say_of_a_partner_is_written_down_and_taken_back(site: Site) -> None:
    browser, network, path = organiser(site)
    person = site.a_member(network, "Zahra Ahmadi", phone="+447700900101")
    theirs = f"{path}/{person['id']}"
    assert offered(browser, theirs) == []
    partner = a_partner(site, network)
    address = f"{theirs}/partners/{partner}"
    (form,) = offered(browser, theirs)
    assert "They say that Karrieresenteret may know when they are there" in said(browser.get(theirs))
    page = browser.follow(browser.post(address, form | {"reference": " K-17 "}))
    assert "the partner may know when they are there" in said(page)
    assert "A partner may know when the person was there: Karrieresenteret" in said(page)
    page = browser.follow(pressed(browser, page, address, given="no"))
    assert "what it was told is taken back" in said(page)
    assert told(site) == [(True, "K-17"), (False, None)]
    assert browser.follow(pressed(browser, page, address, given="yes")).status_code == 200
    assert told(site)[2:] == [(True, None)]


@pytest.mark.parametrize("reference", ["x" * 101, "01010100050"])
def test_a_case_number_that_cannot_be_is_not_written_down(site: Site, reference: str) -> None:
    browser, network, path = organiser(site)
    person = site.a_member(network, "Zahra Ahmadi", phone="+447700900101")
    address = f"{path}/{person['id']}/partners/{a_partner(site, network)}"
    (form,) = offered(browser, f"{path}/{person['id']}")
    refused = browser.follow(browser.post(address, form | {"reference": reference}))
    assert "Nothing was written down: a case number" in said(refused)
    assert told(site) == []


def test_of_a_protected_person_nothing_is_asked_and_the_page_says_why(site: Site) -> None:
    browser, network, path = organiser(site)
    partner = a_partner(site, network)
    person = site.a_member(network, "Zahra Ahmadi", phone="+447700900101", protected=True)
    theirs = f"{path}/{person['id']}"
    page = browser.get(theirs)
    assert "This person is protected: no partner is told of them" in said(page)
    assert offered(browser, theirs) == []
    values = Page(page.text).forms[0].values | {"given": "yes"}
    answer = browser.follow(browser.post(f"{theirs}/partners/{partner}", values))
    assert "This partner cannot be told of them now." in said(answer)
    assert told(site) == []


def test_a_partner_that_is_not_there_or_not_granted_is_not_agreed_to(site: Site) -> None:
    browser, network, path = organiser(site)
    person = site.a_member(network, "Zahra Ahmadi", phone="+447700900101")
    partner = site.post("partners/partners", {"name": "Kommunen"})
    theirs = f"{path}/{person['id']}"
    assert offered(browser, theirs) == []
    values = Page(browser.get(theirs).text).forms[0].values | {"given": "yes"}
    assert browser.post(f"{theirs}/partners/prt_9", values).status_code == 404
    answer = browser.follow(browser.post(f"{theirs}/partners/{partner['id']}", values))
    assert "This partner cannot be told of them now." in said(answer)
    assert told(site) == []


def test_who_organises_one_network_sees_the_partners_of_a_person_too(site: Site) -> None:
    _, network, path = organiser(site)
    partner = a_partner(site, network)
    wishes = [{"purpose": "attendance", "partner_id": partner}]
    person = site.a_member(network, "Zahra Ahmadi", phone="+447700900101", consents=wishes)
    site.an_account("one@example.org", "organiser", network_id=network["id"])
    browser = site.organiser("one@example.org", Accept_Language="en")
    assert "Karrieresenteret may not know it any more" in said(browser.get(f"{path}/{person['id']}"))


def english(site: Site) -> tuple[str, str, Browser]:
    network = site.a_network()
    partner = a_partner(site, network)
    person = site.a_member(network, "Zahra Ahmadi", phone="+447700900101", language="en")
    site.an_event(network)
    return partner, site.link(person), site.browser()


def test_on_her_own_page_she_says_yes_and_no_by_equal_buttons(site: Site) -> None:
    _, link, browser = english(site)
    page = browser.get(link)
    assert "Karrieresenteret" not in page.text
    assert f"{link}/partners" in Page(page.text).links
    asked = browser.get(f"{link}/partners")
    assert "You are invited in any case." in said(asked)
    yes, no = [named for tag, named in Page(asked.text).tags if tag == "button"]
    assert yes | {"value": "either"} == no | {"value": "either"}
    for answer in ("yes", "no", "yes"):
        done = browser.follow(browser.press(browser.get(f"{link}/partners"), answer))
        assert "Thank you. It is saved." in said(done)
        marked = browser.get(f"{link}/partners").text
        assert marked.index("Your answer") > marked.index(f'value="{answer}"')
        assert marked.count("Your answer") == 1
    assert [given for given, _ in told(site)] == [True, False, True]


def test_looking_at_partners_changes_nothing_and_forms_of_others_neither(site: Site) -> None:
    partner, link, browser = english(site)
    before = site.rows()
    browser.get(f"{link}/partners")
    assert browser.post(f"{link}/partners", {"partner": partner}).status_code == 422
    assert browser.post(f"{link}/partners", {"partner": "../stop", "agreed": "yes"}).status_code == 404
    assert browser.post(f"{link}/partners", {"partner": "prt_9", "agreed": "yes"}).status_code == 404
    crossed = browser.post(f"{link}/partners", {"partner": partner, "agreed": "yes"}, Sec_Fetch_Site="cross-site")
    assert crossed.status_code == 403
    assert told(site) == []
    assert {name: rows for name, rows in site.rows().items() if "consent" in name} == {
        name: rows for name, rows in before.items() if "consent" in name
    }


def test_where_no_partner_is_granted_she_is_asked_nothing(site: Site) -> None:
    _, link = site.invited(language="en")
    browser = site.browser()
    assert "/partners" not in browser.get(link).text
    assert not Page(browser.get(f"{link}/partners").text).forms
