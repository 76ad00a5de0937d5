"""Organisers see their own coming events with seats, and who answered; nobody else does."""

from datetime import timedelta

import pytest

from tests.services.web.site import Page, Site, said


def test_an_empty_console_says_what_to_do(site: Site) -> None:
    site.an_organisation()
    page = site.organiser(Accept_Language="en").get("/")
    assert "Nothing is planned yet." in said(page)
    assert "/start" in Page(page.text).links


@pytest.mark.slow
def test_coming_events_show_seats_and_line(site: Site) -> None:
    site.an_organisation()
    network = site.a_network()
    people = [site.a_member(network, name) for name in ("Amal Haddad", "Selam Tesfay")]
    event = site.an_event(network, capacity=1)
    site.an_event(network, days=15, publish=False, title={"en": "Later"})
    for one in people:
        site.browser().post(f"{site.link(one)}/answer", {"answer": "accepted"})
    site.clock.advance(timedelta(minutes=1))
    site.settle()
    page = site.organiser(Accept_Language="en").get("/")
    words = said(page)
    for text in ("Kvinnenettverket", "Tuesday, 12 January 2027", "1 of 1 seats taken", "1 in line", "Draft", "Later"):
        assert text in words
    assert f'href="/events/{event["id"]}"' in page.text


def test_an_event_shows_who_answered_what_and_who_came(site: Site) -> None:
    site.an_organisation()
    event, link = site.invited()
    organiser = site.organiser(Accept_Language="en")
    assert "Nobody has answered yet." in said(organiser.get(f"/events/{event['id']}"))
    site.browser().post(f"{link}/answer", {"answer": "accepted", "party_size": "2"})
    words = said(organiser.get(f"/events/{event['id']}"))
    assert "Zahra Ahmadi Has a seat 2 people Not recorded" in words


@pytest.mark.slow
def test_a_reader_sees_events_but_no_names(site: Site) -> None:
    site.an_organisation()
    site.an_account("reader@example.org", "reader")
    event, link = site.invited()
    site.browser().post(f"{link}/answer", {"answer": "accepted"})
    reader = site.organiser("reader@example.org", Accept_Language="en")
    page = reader.get(f"/events/{event['id']}")
    assert "Only hosts and organisers see who answered." in said(page)
    assert "Zahra" not in page.text
    assert "/c/" not in page.text
    assert reader.get(f"/c/{event['id']}").status_code == 403


def test_another_organisations_events_do_not_exist(site: Site) -> None:
    site.an_organisation()
    site.an_organisation("annet", "other@example.org")
    event, _ = site.invited()
    other = site.organiser("other@example.org", Accept_Language="en")
    assert "Nothing is planned yet." in said(other.get("/"))
    assert other.get(f"/events/{event['id']}").status_code == 404
    assert other.get(f"/c/{event['id']}").status_code == 404
    assert site.organiser().get("/events/..%2fnetworks").status_code == 404


@pytest.mark.slow
def test_nobody_sees_the_console_without_signing_in(site: Site) -> None:
    site.an_organisation()
    event, _ = site.invited()
    for path in ("/", f"/events/{event['id']}", f"/c/{event['id']}"):
        assert site.browser().get(path).headers["Location"] == "/sign-in"


@pytest.mark.slow
def test_a_long_programme_goes_on_on_a_second_page(site: Site) -> None:
    site.an_organisation()
    network = site.a_network()
    for number in range(51):
        site.an_event(network, days=number + 2, publish=False, title={"en": f"Evening {number:02d}"})
    browser = site.organiser(Accept_Language="en")
    first = browser.get("/")
    assert "Evening 49" in said(first)
    assert "Evening 50" not in said(first)
    (later,) = [link for link in Page(first.text).links if "cursor=" in link]
    assert "Evening 50" in said(browser.get(later))
