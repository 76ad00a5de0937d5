"""Checking in: one press records that a person is there; no other site can press."""

from datetime import timedelta
from typing import Any

import pytest
from werkzeug.test import TestResponse

from tests.services.web.site import Browser, Form, Page, Site, said
from tests.support.looks import Asked
from tests.support.one_service import NOON


def the_roll(browser: Browser, event: dict[str, str]) -> Form:
    """The form around the list, as if its first button was pressed."""
    form = Page(browser.get(f"/c/{event['id']}").text).forms[-1]
    name, value = form.buttons[0]
    return Form(form.action, form.values | {name: value}, form.buttons)


def roll(site: Site, event: dict[str, str]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = site.call("get", f"registrations/events/{event['id']}/attendance").json["items"]
    return found


def presses(browser: Browser, event: dict[str, str], button: str, **values: str) -> TestResponse:
    """Presses the button of this name in the list."""
    form = Page(browser.get(f"/c/{event['id']}").text).forms[-1]
    value = next(value for name, value in form.buttons if name == button)
    return browser.follow(browser.post(form.action, form.values | {button: value} | values))


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
    host = site.organiser("host@example.org", Accept_Language="en")
    assert "Zahra Ahmadi" in said(host.get(f"/c/{event['id']}"))
    after = presses(host, event, "present")
    assert "Recorded." in said(after)
    assert "Present" in said(after)
    (entry,) = site.call("get", f"registrations/events/{event['id']}/attendance").json["items"]
    assert entry["status"] == "present"
    assert entry["by"].startswith("host:usr_")


@pytest.mark.slow
def test_pressing_twice_records_once(site: Site) -> None:
    event = answered(site)
    host = site.organiser("host@example.org")
    form = the_roll(host, event)
    for _ in range(2):
        assert host.post(form.action, form.values).status_code == 303
    assert len(site.call("get", f"registrations/events/{event['id']}/attendance").json["items"]) == 1


def test_before_it_opens_the_page_says_when(site: Site) -> None:
    site.an_organisation()
    event, link = site.invited()
    site.browser().post(f"{link}/answer", {"answer": "accepted"})
    (hers,) = site.call("get", f"registrations/events/{event['id']}/registrations").json["items"]
    browser = site.organiser(Accept_Language="en")
    page = browser.get(f"/c/{event['id']}")
    assert "Check-in opens Monday, 11 January 2027 at 12:00." in said(page)
    assert "Zahra Ahmadi" in said(page)
    assert not Page(page.text).forms[-1].buttons[1:]
    assert "Present" not in said(page)
    site.clock.set(NOON + timedelta(days=7))
    page = site.organiser(Accept_Language="en").get(f"/c/{event['id']}")
    assert "Check-in opens" not in said(page)
    assert ("present", hers["participant_id"]) in Page(page.text).forms[-1].buttons


def test_who_presses_before_it_opens_is_told_so(site: Site) -> None:
    site.an_organisation()
    event, link = site.invited()
    site.browser().post(f"{link}/answer", {"answer": "accepted"})
    (hers,) = site.call("get", f"registrations/events/{event['id']}/registrations").json["items"]
    browser = site.organiser(Accept_Language="en")
    token = Page(browser.get(f"/c/{event['id']}").text).forms[0].values["csrf"]
    pressed = browser.post(f"/c/{event['id']}", {"csrf": token, "present": hers["participant_id"]})
    after = browser.follow(pressed)
    assert "Check-in opens the day before" in said(after)


@pytest.mark.slow
def test_a_form_without_this_sessions_token_is_refused(site: Site) -> None:
    event = answered(site)
    host, other = site.organiser("host@example.org"), site.organiser()
    form = the_roll(host, event)
    theirs = the_roll(other, event)
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
    form = the_roll(host, event)
    before = site.rows()
    assert host.post(f"/c/{event['id']}", form.values, Sec_Fetch_Site="cross-site").status_code == 403
    assert host.post(f"/c/{event['id']}", form.values, Sec_Fetch_Site="", Origin="http://evil").status_code == 403
    assert site.rows() == before
    assert host.post(f"/c/{event['id']}", form.values, Sec_Fetch_Site="", Origin="http://localhost").status_code == 303


def test_a_slip_is_taken_back_and_leaves_its_reason(site: Site) -> None:
    event = answered(site)
    host = site.organiser("host@example.org", Accept_Language="en")
    assert "1 is there" in said(presses(host, event, "present"))
    after = presses(host, event, "slip")
    assert "Taken back." in said(after)
    assert "0 are there 1 with a seat is not recorded" in said(after)
    assert roll(site, event) == []
    site.settle()
    assert [one.data["reason"] for one in site.heard if one.type == "attendance.changed.v1"] == [None, "slip"]


def test_who_is_late_or_excused_is_recorded_so_and_corrected(site: Site) -> None:
    event = answered(site)
    host = site.organiser("host@example.org", Accept_Language="en")
    assert "Came late" in said(presses(host, event, "late"))
    assert "Left early" in said(presses(host, event, "correct_left_early"))
    assert [entry["status"] for entry in roll(site, event)] == ["left_early"]


def test_a_walk_in_is_one_line(site: Site) -> None:
    event = answered(site)
    host = site.organiser("host@example.org", Accept_Language="en")
    page = host.get(f"/c/{event['id']}")
    form = next(one for one in Page(page.text).forms if one.values.get("do") == "walk_in")
    after = host.follow(host.post(form.action, form.values | {"walk_in": "Noor"}))
    assert "One more is there." in said(after)
    assert "Noor Was not on the list Present" in said(after)
    again = host.get(f"/c/{event['id']}")
    form = next(one for one in Page(again.text).forms if one.values.get("do") == "walk_in")
    host.post(form.action, form.values)
    assert "Somebody without a name" in said(host.get(f"/c/{event['id']}"))
    assert "2 are there" in said(host.get(f"/c/{event['id']}"))


def test_the_roll_is_closed_once_and_can_still_be_corrected(site: Site) -> None:
    event = answered(site)
    host = site.organiser("host@example.org", Accept_Language="en")
    presses(host, event, "present")
    page = host.get(f"/c/{event['id']}/close")
    assert "Nobody else can be recorded then." in said(page)
    for _ in range(2):
        assert "The roll is closed." in said(host.follow(host.press(page)))
    page = host.get(f"/c/{event['id']}")
    assert "walk_in" not in page.text
    assert "Came late" in said(presses(host, event, "correct_late"))


def test_everyone_is_found_by_a_part_of_her_name_also_who_never_answered(site: Site) -> None:
    site.an_organisation()
    network = site.a_network()
    people = [site.a_member(network, name, phone="+447700900101") for name in ("Åse Berg", "Rana Khalil", "Thuy Pham")]
    event = site.an_event(network)
    for one in people[:2]:
        site.browser().post(f"{site.link(one)}/answer", {"answer": "accepted"})
    site.clock.advance(timedelta(days=8))
    site.settle()
    host = site.organiser(Accept_Language="en")
    words = said(host.get(f"/c/{event['id']}"))
    assert "Åse Berg" in words
    assert "Thuy" not in words
    for part, name in (("åse", "Åse Berg"), ("KHAL", "Rana Khalil"), ("thuy", "Thuy Pham")):
        words = said(host.get(f"/c/{event['id']}?name={part}"))
        assert name in words
        assert sum(other in words for other in ("Åse Berg", "Rana Khalil", "Thuy Pham")) == 1
    assert "Nobody fits this search." in said(host.get(f"/c/{event['id']}?name=%25"))
    assert "+4477" not in host.get(f"/c/{event['id']}").text


def test_what_was_seen_already_is_not_sent_again(site: Site) -> None:
    event = answered(site)
    host, other = site.organiser("host@example.org", Accept_Language="en"), site.organiser()
    page = host.get(f"/c/{event['id']}")
    (again,) = [named["hx-get"] for tag, named in Page(page.text).tags if tag == "section" and "hx-get" in named]
    with Asked(site.services, "events", "registrations", "notifications") as addresses:
        assert host.get(str(again)).status_code == 204
    assert addresses == [f"events/{event['id']}", f"events/{event['id']}/numbers"]
    presses(other, event, "present")
    assert host.get(str(again)).status_code == 200
