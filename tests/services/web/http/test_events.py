"""An event in the console: made, announced, moved, called off; its answers as they come, and one person's answer."""

from datetime import timedelta
from typing import Any

import pytest

from tests.services.web.site import Browser, Page, Site, said
from tests.support.looks import Asked

Row = dict[str, Any]
NEW = {
    "title.en": "Swimming day",
    "day": "2027-03-28",
    "time": "12:00",
    "minutes": "90",
    "capacity": "8",
    "place_name": "The pool",
    "place_address": "Quay 1",
    "theme.en": "Bring a towel",
}


@pytest.fixture
def network(site: Site) -> Row:
    site.an_organisation()
    return site.a_network(languages=["nb", "en"])


@pytest.fixture
def organiser(site: Site, network: Row) -> Browser:
    return site.organiser(Accept_Language="en")


def sends(browser: Browser, path: str, values: dict[str, str] | None = None) -> Any:
    """Fills in the last form of a page and sends it, with its first button."""
    page = browser.get(path)
    assert page.status_code == 200, page.text
    form = [one for one in Page(page.text).forms if one.action == path][-1]
    pressed = {name: value for name, value in form.buttons[:1] if name}
    return browser.post(path, form.values | pressed | (values or {}))


def event_of(site: Site, event: Row) -> Row:
    found: Row = site.call("get", f"events/events/{event['id']}").json
    return found


def answers_of(site: Site, event: Row) -> list[Row]:
    found: list[Row] = site.call("get", f"registrations/events/{event['id']}/registrations").json["items"]
    return found


def people(site: Site, network: Row, *names: str) -> list[Row]:
    return [
        site.a_member(network, name, phone=f"+4477009001{number:02}") for number, name in enumerate(names, start=10)
    ]


def says(site: Site, person: Row, answer: str) -> None:
    site.clock.advance(timedelta(seconds=1))
    assert site.browser().post(f"{site.link(person)}/answer", {"answer": answer}).status_code == 303
    site.settle()


def test_a_single_gathering_is_made_on_the_clocks_of_its_place(site: Site, network: Row, organiser: Browser) -> None:
    page = organiser.follow(sends(organiser, f"/networks/{network['id']}/events/new", NEW))
    words = said(page)
    assert "The gathering is made. Nobody hears of it before you announce it." in words
    assert "Sunday, 28 March 2027 12:00–13:30 Local time in Oslo" in words
    (event,) = site.call("get", f"events/events?network_id={network['id']}").json["items"]
    assert event["starts_at"] == "2027-03-28T12:00:00+02:00"  # summer time began that night
    assert (event["capacity"], event["theme"], event["status"]) == (8, {"en": "Bring a towel"}, "draft")


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"day": "2026-12-31"}, "Write a day ahead, such as 2027-01-31."),
        ({"day": "soon"}, "Write a day ahead, such as 2027-01-31."),
        ({"time": ""}, "This field is needed."),
        ({"title.en": ""}, "This field is needed."),
        ({"capacity": "0"}, "Write a number from 1 to 100000."),
        ({"place_name": ""}, "This field is needed."),
    ],
)
def test_a_gathering_that_cannot_be_is_not_made(
    site: Site, network: Row, organiser: Browser, wrong: dict[str, str], told: str
) -> None:
    page = sends(organiser, f"/networks/{network['id']}/events/new", NEW | wrong)
    assert page.status_code == 422
    assert told in said(page)
    assert site.call("get", f"events/events?network_id={network['id']}").json["items"] == []


def test_announcing_invites_now_or_in_time(site: Site, network: Row, organiser: Browser) -> None:
    site.a_member(network, "Zahra Ahmadi", phone="+447700900101")
    event = site.an_event(network, days=40, publish=False)
    page = organiser.get(f"/events/{event['id']}/publish")
    assert "The members of the network are invited at once." in said(page)
    page = organiser.follow(sends(organiser, f"/events/{event['id']}/publish"))
    assert "The gathering is announced." in said(page)
    site.settle()
    assert len(site.phones.texts) == 1


def test_moving_says_who_is_told_before_it_is_done(site: Site, network: Row, organiser: Browser) -> None:
    people(site, network, "Zahra Ahmadi", "Rana Khalil")
    event = site.an_event(network)
    path = f"/events/{event['id']}/move"
    page = sends(organiser, path, {"day": "2027-03-28", "time": "17:00"})
    words = said(page)
    assert page.status_code == 200
    assert "From Tuesday, 12 January 2027 12:00 To Sunday, 28 March 2027 17:00" in words
    assert "2 people are told of the new time, with a new calendar file." in words
    assert event_of(site, event)["starts_at"] == event["starts_at"]
    page = organiser.follow(organiser.press(page, "move"))
    assert "The gathering is moved." in said(page)
    moved = event_of(site, event)
    assert (moved["starts_at"], moved["ends_at"]) == ("2027-03-28T17:00:00+02:00", "2027-03-28T19:00:00+02:00")


def test_moving_to_what_is_past_is_refused(site: Site, network: Row, organiser: Browser) -> None:
    event = site.an_event(network)
    page = sends(organiser, f"/events/{event['id']}/move", {"day": "2027-01-01", "do": "move"})
    assert page.status_code == 422
    assert event_of(site, event)["status"] == "scheduled"


def test_calling_off_says_how_many_are_told_and_why(site: Site, network: Row, organiser: Browser) -> None:
    people(site, network, "Zahra Ahmadi")
    event = site.an_event(network)
    path = f"/events/{event['id']}/cancel"
    words = said(organiser.get(path))
    assert "1 person is told." in words
    assert "It cannot be undone" in words
    page = organiser.follow(sends(organiser, path, {"reason": "The heating is broken"}))
    words = said(page)
    assert "The gathering is cancelled." in words
    assert "Cancelled The heating is broken" in words
    assert "Cancel the gathering" not in words
    stale = organiser.get(path)
    assert stale.status_code == 200
    assert sends(organiser, path).status_code in (303, 422)


def test_texts_are_changed_and_a_change_by_somebody_else_is_not_lost(
    site: Site, network: Row, organiser: Browser
) -> None:
    event = site.an_event(network)
    path = f"/events/{event['id']}/edit"
    form = Page(organiser.get(path).text).forms[-1]
    page = organiser.follow(organiser.post(path, form.values | {"theme.nb": "Helse", "practical.en": "Use door B"}))
    assert "The gathering is changed." in said(page)
    changed = event_of(site, event)
    assert changed["theme"] == {"nb": "Helse", "en": "Everyday money", "ar": "المال في الحياة اليومية"}
    assert changed["practical"] == {"en": "Use door B"}
    page = organiser.post(path, form.values | {"theme.nb": "Mine"})
    assert page.status_code == 422
    assert "Somebody else changed this in the meantime." in said(page)
    assert "Mine" in page.text
    assert event_of(site, event)["theme"]["nb"] == "Helse"


def test_seats_are_changed(site: Site, network: Row, organiser: Browser) -> None:
    event = site.an_event(network)
    path = f"/events/{event['id']}/capacity"
    assert sends(organiser, path, {"capacity": "-1"}).status_code == 422
    organiser.follow(sends(organiser, path, {"capacity": "25"}))
    assert event_of(site, event)["capacity"] == 25
    organiser.follow(sends(organiser, path, {"capacity": ""}))
    assert event_of(site, event)["capacity"] is None


def test_answers_stand_as_numbers_with_a_picture_and_are_looked_up_again(
    site: Site, network: Row, organiser: Browser
) -> None:
    one, two, three, _ = people(site, network, "Amal Haddad", "Rana Khalil", "Selam Tesfay", "Thuy Pham")
    event = site.an_event(network, capacity=1)
    says(site, one, "accepted")
    says(site, two, "accepted")
    says(site, three, "declined")
    page = organiser.get(f"/events/{event['id']}")
    words = said(page)
    assert "Has a seat 1 1 In line 1 1 Declined 1 1 Not answered yet 1 Invited 4" in words
    assert page.text.count('class="bar"') == 5
    (live,) = [named for tag, named in Page(page.text).tags if tag == "section" and named.get("id") == "answers"]
    assert live["hx-trigger"] == "every 5s"
    with Asked(site.services, "events", "registrations", "notifications") as addresses:
        assert organiser.get(str(live["hx-get"])).status_code == 204
    assert addresses == [f"events/{event['id']}", f"events/{event['id']}/numbers"]
    says(site, three, "accepted")
    assert organiser.get(str(live["hx-get"])).status_code == 200


def test_people_are_found_by_what_they_answered_and_by_name(site: Site, network: Row, organiser: Browser) -> None:
    members = people(site, network, "Amal Haddad", "Rana Khalil", "Åse Berg")
    event = site.an_event(network, capacity=1)
    for one in members[:2]:
        says(site, one, "accepted")
    address = f"/events/{event['id']}"
    assert "Rana Khalil In line number 1" in said(organiser.get(f"{address}?status=waitlisted"))
    assert "Amal Haddad" not in said(organiser.get(f"{address}?status=waitlisted"))
    words = said(organiser.get(f"{address}?status=unanswered"))
    assert "Åse Berg Not answered yet" in words
    assert "Rana" not in words
    assert "Amal Haddad" in said(organiser.get(f"{address}?name=amal"))
    assert "Nobody fits this search." in said(organiser.get(f"{address}?name=_"))
    assert "Amal Haddad" in said(organiser.get(f"{address}?status=nonsense&cursor=%F0"))


def test_an_organiser_answers_for_her_and_takes_her_off(site: Site, network: Row, organiser: Browser) -> None:
    (person,) = people(site, network, "Amal Haddad")
    event = site.an_event(network)
    path = f"/events/{event['id']}/people/{person['id']}"
    assert "Amal Haddad Not answered yet" in said(organiser.get(path))
    page = organiser.follow(sends(organiser, path, {"answer": "accepted", "party_size": "3"}))
    assert "The answer is saved." in said(page)
    (hers,) = answers_of(site, event)
    assert (hers["status"], hers["party_size"]) == ("confirmed", 3)
    page = organiser.follow(sends(organiser, path, {"reason": "moved away", "do": "remove"}))
    assert "The person is taken off this gathering." in said(page)
    assert answers_of(site, event)[0]["status"] == "cancelled"
    assert organiser.get(f"/events/{event['id']}/people/prt_unknown").status_code == 404


def test_an_answer_that_cannot_be_taken_is_said(site: Site, network: Row, organiser: Browser) -> None:
    (person,) = people(site, network, "Amal Haddad")
    event = site.an_event(network, capacity=2)
    path = f"/events/{event['id']}/people/{person['id']}"
    page = sends(organiser, path, {"answer": "accepted", "party_size": "9"})
    assert page.status_code == 422
    assert "there are not so many seats" in said(page)
    assert sends(organiser, path, {"answer": "perhaps"}).status_code == 422


def test_on_which_day_the_answers_came(site: Site, network: Row, organiser: Browser) -> None:
    one, two = people(site, network, "Amal Haddad", "Rana Khalil")
    event = site.an_event(network)
    path = f"/events/{event['id']}/over-time"
    assert "Nobody has answered yet." in said(organiser.get(path))
    says(site, one, "accepted")
    site.clock.advance(timedelta(days=2))
    says(site, two, "declined")
    says(site, one, "declined")
    page = site.organiser(Accept_Language="en").get(path)
    assert "4 Jan 2027 1 0 0 5 Jan 2027 0 0 0 6 Jan 2027 0 1 0" in said(page)
    assert '<text class="columns-first" x="0" y="116">4 Jan 2027</text>' in page.text
    assert 'class="columns"' in page.text


@pytest.mark.slow
def test_who_may_not_change_sees_no_button_and_is_refused(site: Site, network: Row) -> None:
    site.an_account("host@example.org", "host")
    (person,) = people(site, network, "Amal Haddad")
    event = site.an_event(network)
    host = site.organiser("host@example.org", Accept_Language="en")
    page = host.get(f"/events/{event['id']}")
    assert "/edit" not in page.text
    token = Page(page.text).forms[0].values
    for path in ("edit", "move", "cancel", "capacity", "publish", f"people/{person['id']}"):
        assert host.get(f"/events/{event['id']}/{path}").status_code == 403
        assert host.post(f"/events/{event['id']}/{path}", token).status_code == 403
    assert event_of(site, event)["status"] == "scheduled"


@pytest.mark.slow
def test_another_organisations_event_cannot_be_changed(site: Site, network: Row) -> None:
    site.an_organisation("annet", "other@example.org")
    (person,) = people(site, network, "Amal Haddad")
    event = site.an_event(network)
    other = site.organiser("other@example.org")
    token = Page(other.get("/").text).forms[0].values
    before = site.rows()
    for path in ("edit", "move", "cancel", "capacity", "publish", f"people/{person['id']}", "over-time"):
        assert other.get(f"/events/{event['id']}/{path}").status_code == 404
    for path in ("edit", "move", "cancel", "capacity", "publish", f"people/{person['id']}"):
        assert other.post(f"/events/{event['id']}/{path}", token | {"day": "2027-03-01"}).status_code == 404
    assert other.post(f"/networks/{network['id']}/events/new", token | NEW).status_code == 404
    assert {k: v for k, v in site.rows().items() if not k.startswith("web")} == {
        k: v for k, v in before.items() if not k.startswith("web")
    }
