"""Checking in: one press records that a person is there; no other site can press."""

from datetime import timedelta

import pytest

from tests.services.web.site import Page, Site, said
from tests.support.one_service import NOON


def answered(site: Site) -> dict[str, str]:
    site.an_organisation()
    site.an_account("host@example.org", "host")
    event, link = site.invited()
    site.browser().post(f"{link}/answer", {"answer": "accepted"})
    site.clock.advance(timedelta(days=8))
    site.settle()
    return event


@pytest.mark.slow
def test_a_host_records_who_is_there(site: Site) -> None:
    event = answered(site)
    host = site.organiser("host@example.org", Accept_Language="nb")
    page = host.get(f"/c/{event['id']}")
    assert "Zahra Ahmadi" in said(page)
    after = host.follow(host.press(page))
    assert "Registrert." in said(after)
    assert "Til stede" in said(after)
    (entry,) = site.call("get", f"registrations/events/{event['id']}/attendance").json["items"]
    assert entry["status"] == "present"
    assert entry["by"].startswith("host:usr_")


@pytest.mark.slow
def test_pressing_twice_records_once(site: Site) -> None:
    event = answered(site)
    host = site.organiser("host@example.org")
    page = host.get(f"/c/{event['id']}")
    for _ in range(2):
        assert host.press(page).status_code == 303
    assert len(site.call("get", f"registrations/events/{event['id']}/attendance").json["items"]) == 1


def test_before_it_opens_the_page_says_when(site: Site) -> None:
    site.an_organisation()
    event, link = site.invited()
    site.browser().post(f"{link}/answer", {"answer": "accepted"})
    browser = site.organiser(Accept_Language="nb")
    page = browser.get(f"/c/{event['id']}")
    assert "Innsjekken åpner mandag 11. januar 2027 kl. 12:00." in said(page)
    assert "Zahra Ahmadi" in said(page)
    assert not any(form.action.startswith("/c/") for form in Page(page.text).forms)
    site.clock.set(NOON + timedelta(days=7))
    page = site.organiser(Accept_Language="nb").get(f"/c/{event['id']}")
    assert "Innsjekken åpner" not in said(page)
    assert [form.action for form in Page(page.text).forms if form.action.startswith("/c/")] == [f"/c/{event['id']}"]


def test_who_presses_before_it_opens_is_told_so(site: Site) -> None:
    site.an_organisation()
    event, link = site.invited()
    site.browser().post(f"{link}/answer", {"answer": "accepted"})
    (hers,) = site.call("get", f"registrations/events/{event['id']}/registrations").json["items"]
    browser = site.organiser(Accept_Language="nb")
    token = Page(browser.get(f"/c/{event['id']}").text).forms[0].values["csrf"]
    pressed = browser.post(f"/c/{event['id']}", {"csrf": token, "participant": hers["participant_id"]})
    after = browser.follow(pressed)
    assert "Innsjekken åpner dagen før" in said(after)


@pytest.mark.slow
def test_a_form_without_this_sessions_token_is_refused(site: Site) -> None:
    event = answered(site)
    host, other = site.organiser("host@example.org"), site.organiser()
    form = Page(host.get(f"/c/{event['id']}").text).forms[-1]
    theirs = Page(other.get(f"/c/{event['id']}").text).forms[-1]
    before = site.rows()
    for token in ("", "0" * 32, theirs.values["csrf"], "ø"):
        refused = host.post(f"/c/{event['id']}", form.values | {"csrf": token}, Sec_Fetch_Site="")
        assert refused.status_code == 403
    assert site.rows() == before
    assert host.post(f"/c/{event['id']}", form.values).status_code == 303


@pytest.mark.slow
def test_another_sites_form_is_refused_even_with_the_token(site: Site) -> None:
    event = answered(site)
    host = site.organiser("host@example.org")
    form = Page(host.get(f"/c/{event['id']}").text).forms[-1]
    before = site.rows()
    assert host.post(f"/c/{event['id']}", form.values, Sec_Fetch_Site="cross-site").status_code == 403
    assert host.post(f"/c/{event['id']}", form.values, Sec_Fetch_Site="", Origin="http://evil").status_code == 403
    assert site.rows() == before
    assert host.post(f"/c/{event['id']}", form.values, Sec_Fetch_Site="", Origin="http://localhost").status_code == 303
