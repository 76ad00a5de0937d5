"""Who comes to one event with whom, what each of them needs, and what was written to them."""

import re
from pathlib import Path

import pytest

from services.notifications.channels.outcome import Kind, Outcome
from services.web.rendering import TEMPLATES
from tests.services.web.http.test_requests import ASKS
from tests.services.web.site import Browser, Page, Row, Site, said

LIVE = [file for file in TEMPLATES.rglob("*.html") if 'hx-trigger="every' in file.read_text(encoding="utf-8")]


def needy(site: Site) -> tuple[Row, Row]:
    """One who comes with two others and needs all there is, and one who comes alone."""
    site.an_organisation()
    network = site.a_network()
    amal = site.a_member(network, "Amal Haddad", phone="+447700900102")
    rana = site.a_member(network, "Rana Khalil", phone="+447700900103")
    event = site.an_event(network)
    for one, size in ((amal, "3"), (rana, "1")):
        site.browser().post(f"{site.link(one)}/answer", {"answer": "accepted", "party_size": size})
    wishes = {"child_care": "2", "interpreter": "ti", "transport": "yes"}
    site.browser().post(f"{site.link(amal)}/needs", wishes)
    site.settle()
    return event, amal


def organiser(site: Site) -> Browser:
    return site.organiser(Accept_Language="en")


def test_an_organiser_sees_who_needs_what_and_a_host_the_sums_alone(site: Site) -> None:
    event, amal = needy(site)
    browser = organiser(site)
    hers = "Child care for 2 children Interpreter: Tigrinya Help with the way there"
    page = browser.get(f"/events/{event['id']}")
    words = said(page)
    assert hers in words
    assert '<a href="/networks" aria-current="true">' in page.text
    assert words.endswith("2 yes · 0 no · 0 not answered"), "the line that tells whoever hears the page"
    filtered = said(browser.get(f"/events/{event['id']}?status=needs"))
    assert "Amal Haddad Has a seat 3 people" in filtered
    assert "Rana Khalil" not in filtered
    assert hers in said(browser.get(f"/events/{event['id']}/people/{amal['id']}"))
    site.an_account("host@example.org", "host")
    host = said(site.organiser("host@example.org", Accept_Language="en").get(f"/events/{event['id']}?status=needs"))
    assert "Help with the way there for 1 person" in host
    assert hers not in host
    assert "Who needs something" not in host
    assert "Rana Khalil" in host


def test_a_place_in_line_and_a_party_are_two_things(site: Site) -> None:
    site.an_organisation()
    network = site.a_network()
    person = site.a_member(network, "Amal Haddad")
    event = site.an_event(network, days=0.5, capacity=2)
    first = site.a_member(network, "Rana Khalil")
    for one, size in ((first, 1), (person, 2)):
        body = {"participant_id": one["id"], "answer": "accepted", "party_size": size}
        site.put(f"registrations/events/{event['id']}/registrations", body)
    for path in (f"/events/{event['id']}", f"/c/{event['id']}", f"/events/{event['id']}/people/{person['id']}"):
        assert "In line number 1, 2 people" in said(organiser(site).get(path))


def test_one_person_at_an_event_can_be_called_and_looked_up_and_shows_what_reached_her(site: Site) -> None:
    site.an_organisation()
    network = site.a_network()
    person = site.a_member(network, "Amal Haddad", phone="+447700900102")
    site.phones.answers = [Outcome(Kind.REFUSED, code="21614")]
    event = site.an_event(network)
    site.settle()
    page = organiser(site).get(f"/events/{event['id']}/people/{person['id']}")
    about = f"/networks/{network['id']}/people/{person['id']}"
    assert {"tel:+447700900102", about} <= set(Page(page.text).links)
    assert "Invitation SMS Monday, 4 January 2027 at 12:00 Failed" in said(page)
    assert "The provider refused it (21614)." in said(page)
    whole = organiser(site).get(about)
    assert f"/events/{event['id']}/people/{person['id']}" in Page(whole.text).links
    assert "The newest messages" in said(whole)
    assert "The provider refused it (21614)." in said(whole)


def test_who_left_the_network_is_still_shown_at_the_event(site: Site) -> None:
    event, amal = needy(site)
    (membership,) = site.call("get", f"registrations/memberships?participant_id={amal['id']}").json["items"]
    network = membership["network_id"]
    site.an_account("here@example.org", "organiser", network_id=network)
    site.call("delete", f"registrations/memberships/{membership['id']}")
    browser = site.organiser("here@example.org", Accept_Language="en")
    page = browser.get(f"/events/{event['id']}/people/{amal['id']}")
    assert "Amal Haddad" in said(page)
    assert "tel:+447700900102" not in Page(page.text).links


def test_who_has_not_answered_is_a_press_away_for_those_who_call(site: Site) -> None:
    site.an_organisation()
    site.an_account("host@example.org", "host")
    event, _ = site.invited()
    calls = f"/networks/{event['network_id']}/people/call-list?event={event['id']}"
    assert calls in Page(organiser(site).get(f"/events/{event['id']}").text).links
    host = site.organiser("host@example.org")
    assert calls not in Page(host.get(f"/events/{event['id']}").text).links


def test_who_asks_to_join_and_who_writes_is_one_press_from_where_it_is_said(site: Site) -> None:
    site.an_organisation()
    site.invited()
    network = site.a_network(slug="open", public=True)
    site.post("registrations/public/networks/open/join-requests", ASKS)
    site.writes("+447700900101", "kan jeg ta med barna?")
    browser = organiser(site)
    assert f"/networks/{network['id']}/people/requests" in Page(browser.get("/").text).links
    assert "tel:+447700900101" in Page(browser.get("/messages").text).links


@pytest.mark.parametrize("file", LIVE, ids=lambda file: file.stem)
def test_a_live_part_stays_while_it_cannot_be_renewed_and_is_renewed_by_hand_without_scripts(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    parts = re.findall(r"<\w+ [^>]*hx-trigger=\"every.*", text)
    assert parts
    assert all("keeps()" in part for part in parts)
    assert "look_again(_)" in text


def test_of_somebody_erased_no_sign_is_shown_and_nothing_is_offered(site: Site) -> None:
    event, amal = needy(site)
    site.call("delete", f"registrations/participants/{amal['id']}")
    site.settle()
    page = organiser(site).get(f"/events/{event['id']}")
    assert "Somebody who is deleted" in said(page)
    assert amal["id"] not in page.text
