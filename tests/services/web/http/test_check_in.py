"""Checking in: one press records that a person is there; no other site can press."""

from datetime import timedelta
from typing import Any

import pytest
from werkzeug.test import TestResponse

from tests.services.web.site import Browser, Form, Page, Site, said
from tests.support.looks import Asked
from tests.support.one_service import NOON


def the_roll(browser: Browser, event: dict[str, str]) -> Form:
    """The form of the last person of the list, as if its first button was pressed."""
    form = Page(browser.get(f"/c/{event['id']}").text).forms[-1]
    name, value = form.buttons[0]
    return Form(form.action, form.values | {name: value}, form.buttons)


def answers(site: Site, event: dict[str, str], person: dict[str, Any], **fields: Any) -> None:
    body = {"participant_id": person["id"], "answer": "accepted"} | fields
    site.put(f"registrations/events/{event['id']}/registrations", body)


def roll(site: Site, event: dict[str, str]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = site.call("get", f"registrations/events/{event['id']}/attendance").json["items"]
    return found


def presses(browser: Browser, event: dict[str, str], button: str, **values: str) -> TestResponse:
    """Presses the button of this name in the list."""
    forms = Page(browser.get(f"/c/{event['id']}").text).forms
    form, value = next((form, value) for form in forms for name, value in form.buttons if name == button)
    return browser.follow(browser.post(form.action, form.values | {button: value} | values))


def renewal(page: TestResponse) -> str:
    """What the page asks for by itself."""
    (found,) = [named["hx-get"] for _, named in Page(page.text).tags if named.get("id") == "there"]
    return str(found)


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
    assert "Zahra Ahmadi: Present Undo" in said(after)
    assert said(after).endswith("1 is there"), "the line that tells whoever hears the page"
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
    assert "0 are there 1 with a seat is not recorded · As of 12:00" in said(after)
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
    reopen = next(form for form in Page(host.get(f"/c/{event['id']}").text).forms if form.action.endswith("/reopen"))
    after = host.follow(host.post(reopen.action, reopen.values))
    assert "The roll was closed" not in said(after)
    assert "walk_in" in after.text


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
    again = renewal(page)
    with Asked(site.services, "events", "registrations", "notifications") as addresses:
        assert host.get(again).status_code == 204
    assert addresses == [f"events/{event['id']}", f"events/{event['id']}/numbers"]
    presses(other, event, "present")
    newer = host.get(again)
    assert host.get(renewal(newer)).status_code == 204
    site.clock.advance(timedelta(minutes=1))  # what is away from the line shows how old it is
    assert "As of 12:01" in said(host.get(renewal(newer)))


def test_each_press_stays_in_its_row_and_is_undone_there(site: Site) -> None:
    event = answered(site)
    host = site.organiser("host@example.org", Accept_Language="en")
    (hers,) = site.call("get", f"registrations/events/{event['id']}/registrations").json["items"]
    row = f"row-{hers['participant_id']}"
    form = the_roll(host, event)
    pressed = host.post(form.action, form.values)
    assert pressed.headers["Location"].endswith(f"#{row}")
    page = host.follow(pressed)
    assert {"id": row, "class": "recorded"} in [named for tag, named in Page(page.text).tags if tag == "li"]
    (at_once,) = [one for one in Page(page.text).forms if one.buttons and one.action and len(one.buttons) == 1][-1:]
    after = host.follow(host.post(at_once.action, at_once.values | dict(at_once.buttons)))
    assert "Taken back." in said(after)
    assert "recorded" not in [named.get("class") for tag, named in Page(after.text).tags if tag == "li"]
    assert roll(site, event) == []


def test_nobody_moves_under_the_finger(site: Site) -> None:
    site.an_organisation()
    network = site.a_network()
    event = site.an_event(network, days=0.5)
    people = [site.a_member(network, name) for name in ("Aster", "Rana", "Thuy")]
    for one in people:
        answers(site, event, one)
    host = site.organiser()

    def rows() -> list[Any]:
        tags = Page(host.get(f"/c/{event['id']}").text).tags
        return [named["id"] for tag, named in tags if tag == "li" and str(named.get("id")).startswith("row-")]

    before = rows()
    assert before == [f"row-{one['id']}" for one in people]
    presses(host, event, "present")
    assert rows() == before


def test_heads_are_counted_with_those_they_bring(site: Site) -> None:
    site.an_organisation()
    network = site.a_network()
    event = site.an_event(network, days=0.5)
    for name, size in (("Aster", 3), ("Rana", 2)):
        answers(site, event, site.a_member(network, name), party_size=size)
    host = site.organiser(Accept_Language="en")
    assert "1 is there , 3 people with those they bring" in said(presses(host, event, "present"))
    form = next(one for one in Page(host.get(f"/c/{event['id']}").text).forms if one.values.get("do") == "walk_in")
    host.post(form.action, form.values)
    assert "2 are there , 4 people with those they bring" in said(host.get(f"/c/{event['id']}"))


def test_four_digits_of_a_phone_find_somebody_and_hide_who_came_unknown(site: Site) -> None:
    event = answered(site)
    host = site.organiser("host@example.org", Accept_Language="en")
    form = next(one for one in Page(host.get(f"/c/{event['id']}").text).forms if one.values.get("do") == "walk_in")
    host.post(form.action, form.values | {"walk_in": "Noor"})
    page = host.get(f"/c/{event['id']}?name=0101")
    assert "Zahra Ahmadi" in said(page)
    assert "Noor" not in said(page)
    assert "+4477" not in page.text
    assert "Noor" in said(host.get(f"/c/{event['id']}?name=NOO"))
    assert "Nobody fits this search." in said(host.get(f"/c/{event['id']}?name=101"))


def test_a_walk_in_pressed_twice_is_one_and_is_undone_where_it_was_pressed(site: Site) -> None:
    event = answered(site)
    host = site.organiser("host@example.org", Accept_Language="en")
    form = next(one for one in Page(host.get(f"/c/{event['id']}").text).forms if one.values.get("do") == "walk_in")
    for _ in range(2):
        pressed = host.post(form.action, form.values | {"walk_in": "Noor"})
        site.clock.advance(timedelta(seconds=2))
    assert len(roll(site, event)) == 1
    assert pressed.headers["Location"].endswith("#roll")
    page = host.follow(pressed)
    undo = next(one for one in Page(page.text).forms if [name for name, _ in one.buttons] == ["slip"])
    assert "Taken back." in said(host.follow(host.post(undo.action, undo.values | dict(undo.buttons))))
    assert roll(site, event) == []


def test_who_cannot_be_recorded_any_more_is_told_so_in_her_row(site: Site) -> None:
    event = answered(site)
    host, other = site.organiser("host@example.org", Accept_Language="en"), site.organiser()
    form = the_roll(host, event)
    presses(other, event, "absent")
    (hers,) = roll(site, event)
    refused = host.post(form.action, form.values | {"present": hers["participant_id"]})
    assert refused.headers["Location"].endswith(f"#row-{hers['participant_id']}")
    assert "This could not be recorded." in said(host.follow(refused))
    assert "Absent" in said(host.get(f"/c/{event['id']}"))
