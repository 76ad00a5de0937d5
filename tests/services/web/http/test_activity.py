"""Who did what, when: each change of a signed-in organiser, without names of participants; looks stand in the log."""

from datetime import timedelta
from typing import Any

import pytest
import structlog

from services.web.account import Account
from services.web.operations.note_activity import note_activity
from tests.services.web.matrix import SERIES, UNSAFE, PageRoute, World, filled, for_organisers
from tests.services.web.site import OWNER, Browser, Page, Site, said

PATH = "/settings/activity"
# pressed though everything is as they would make it, they are noted all the same
MAY_BE_SO_ALREADY = {"settings.end_others", "suppressions.lift", "sending.hold"}
FILLED_OTHERWISE = {"do": "move", "agreed": "", "participant": "", "skip": "", "contact": "+447700900177", "people": ""}
FILLED_OTHERWISE |= {"own_name": "Another"}


@pytest.fixture(autouse=True)
def _organisation(site: Site) -> None:
    site.an_organisation()


def csrf(browser: Browser) -> str:
    return Page(browser.get("/settings").text).forms[0].values["csrf"]


def rows(site: Site) -> list[str]:
    return site.rows()["web.activities"]


def test_an_owner_sees_what_was_done_newest_first(site: Site) -> None:
    host_id = site.an_account("host@example.org", "host")["id"]
    host = site.organiser("host@example.org")
    with site.services["web"].database.transaction() as tx:
        note_activity(tx, tx.get_one(Account, host_id), "check_in.present", subjects={"event_id": "evt_1"})
    host.post("/settings/language", {"csrf": csrf(host), "language": ""})
    host.post("/sign-out", {"csrf": csrf(host)})
    page = site.organiser(Accept_Language="en").get(PATH)
    words = said(page)
    order = ("Signed out", "Changed their own language", "Checked somebody in", "host Host Signed in")
    assert [words.index(text) for text in order] == sorted(words.index(text) for text in order)
    assert 'href="/events/evt_1"' in page.text


def test_who_is_refused_for_lack_of_role_is_written_down_and_what_fails_is_not(site: Site) -> None:
    site.an_account("host@example.org", "host")
    host = site.organiser("host@example.org")
    host.post("/settings/organisation", {"csrf": csrf(host), "name": "Mine"})
    owner = site.organiser(Accept_Language="en")
    owner.post("/settings/organisation", {"csrf": csrf(owner), "name": ""})
    owner.post("/settings/organisation", {"csrf": "wrong", "name": "Mine"})
    words = said(owner.get(PATH))
    assert words.count("Changed the name of the organisation") == 1
    assert "host Host Changed the name of the organisation Refused: the role does not reach so far" in words


def test_what_only_asks_is_nothing_done(site: Site) -> None:
    """A question before the deed, dates looked at while a form is filled in, a list looked through, a press refused."""
    network = site.a_network()
    event, person = site.an_event(network), site.a_member(network, "Zahra Ahmadi", phone="+447700900101")
    owner = site.organiser(Accept_Language="en")
    mark = {"csrf": csrf(owner)}
    asks = {
        f"/events/{event['id']}/move": {"day": "2027-02-09", "time": "17:00", "revision": str(event["revision"])},
        f"/networks/{network['id']}/series/new": {"do": "look"},
        f"/networks/{network['id']}/people/paste": {"lines": "Selam"},
        f"/networks/{network['id']}/people": {"name": "Zara", "contact": "+447700900101", "language": "nb"},
        f"/c/{event['id']}": {"present": person["id"]},
        f"/c/{event['id']}/close": {},
    }
    before = rows(site)
    for path, form in asks.items():
        assert owner.post(path, mark | form).status_code in (200, 303), path
    assert rows(site) == before


def test_what_was_done_is_noted_though_its_page_shows_a_fault(site: Site) -> None:
    """The name is saved, and then the tags are refused."""
    network = site.a_network()
    person = site.a_member(network, "Zahra Ahmadi", phone="+447700900101")
    owner = site.organiser(Accept_Language="en")
    path = f"/networks/{network['id']}/people/{person['id']}/edit"
    form = Page(owner.get(path).text).forms[-1].values
    assert owner.post(path, form | {"name": "Zahra A.", "tags": "x" * 41}).status_code == 422
    assert "Changed what is known of a person" in said(owner.get(PATH))


def test_a_second_press_of_the_same_form_is_not_done_twice(site: Site) -> None:
    network = site.a_network()
    owner = site.organiser(Accept_Language="en")
    path = f"/networks/{network['id']}/people"
    form = Page(owner.get(path).text).forms[1].values | {"name": "Zahra", "contact": "40000001", "another": "yes"}
    for _ in range(2):
        assert owner.post(path, form).status_code == 303
    assert said(owner.get(PATH)).count("Entered a person") == 1


def test_the_network_and_the_series_are_named(site: Site) -> None:
    network = site.a_network()
    series = site.put("events/series", SERIES | {"network_id": network["id"]})
    owner = site.organiser(Accept_Language="en")
    owner.post(f"/series/{series['id']}/publish", {"csrf": csrf(owner)})
    owner.post(f"/networks/{network['id']}/people", {"csrf": csrf(owner), "name": "Zahra", "language": "nb"})
    page = owner.get(PATH)
    assert "Entered a person Kvinnenettverket" in said(page)
    assert "Announced a series Monthly" in said(page)
    assert {f"/networks/{network['id']}", f"/series/{series['id']}"} <= set(Page(page.text).links)


def test_looking_writes_no_row(site: Site) -> None:
    site.an_account("host@example.org", "host")
    host, owner = site.organiser("host@example.org"), site.organiser()
    before = site.rows()
    assert host.get(PATH).status_code == 403
    assert owner.get(PATH).status_code == 200
    assert site.rows() == before


def test_who_left_is_still_named_beside_what_she_did(site: Site) -> None:
    host = site.an_account("host@example.org", "host")
    site.organiser("host@example.org")
    owner = site.organiser(Accept_Language="en")
    owner.post(f"/settings/colleagues/{host['id']}/remove", {"csrf": csrf(owner)})
    words = said(owner.get(PATH))
    assert "host Host Signed in" in words
    assert "Removed a colleague host" in words


def test_a_long_list_goes_on_on_a_second_page(site: Site) -> None:
    owner = site.organiser(Accept_Language="en")
    token = csrf(owner)
    for _ in range(60):
        owner.post("/settings/language", {"csrf": token, "language": ""})
    first = owner.get(PATH)
    (earlier,) = [link for link in Page(first.text).links if "cursor=" in link]
    assert said(first).count("Changed their own language") == 50
    second = said(owner.get(earlier))
    assert second.count("Changed their own language") == 10
    assert "Signed in" in second


def test_another_organisation_or_network_sees_nothing_of_it(site: Site) -> None:
    site.an_organisation("annet", "other@example.org")
    network = site.a_network()
    site.an_account("one@example.org", "owner", network_id=network["id"])
    site.organiser()
    assert "Signed in" in said(site.organiser("other@example.org", Accept_Language="en").get(PATH))
    for email in ("other@example.org", "one@example.org"):
        page = site.organiser(email, Accept_Language="en").get(PATH)
        assert {row for row in ("owner Owner", "other Owner", "one Owner") if row in said(page)} == {
            f"{email.partition('@')[0]} Owner"
        }


def test_after_four_hundred_days_it_is_forgotten(site: Site) -> None:
    host = site.an_account("host@example.org", "host")
    site.organiser("host@example.org")
    site.call("delete", f"web/accounts/{host['id']}")
    site.clock.advance(timedelta(days=399))
    site.settle()
    assert rows(site)
    assert "host@example.org" in repr(site.rows()["web.accounts"])
    site.clock.advance(timedelta(days=1))
    site.settle()
    assert rows(site) == []
    assert "host@example.org" not in repr(site.rows()["web.accounts"])


def test_each_look_at_people_is_a_line_without_their_data(site: Site) -> None:
    event, link = site.invited()
    site.browser().post(f"{link}/answer", {"answer": "accepted"})
    owner = site.organiser()
    (account,) = [row["id"] for row in site.call("get", "web/accounts").json["items"] if row["email"] == OWNER]
    with structlog.testing.capture_logs() as lines:
        assert "Zahra" in owner.get(f"/events/{event['id']}").text
        owner.get("/settings")
        owner.get("/events/evt_none")
    read: list[Any] = [line for line in lines if line["event"] == "page.read"]
    assert [(line["endpoint"], line["account"], line["subjects"]) for line in read] == [
        ("events.event", account, {"event_id": event["id"]})
    ]
    assert "Zahra" not in repr(read)


def test_a_look_that_is_refused_is_a_line_too(site: Site) -> None:
    site.an_account("reader@example.org", "reader")
    reader = site.organiser("reader@example.org")
    with structlog.testing.capture_logs() as lines:
        for text in ("evt_1", "Zahra Ahmadi"):
            assert reader.get(f"/c/{text}").status_code == 403
    refused = [(line["endpoint"], line["subjects"]) for line in lines if line["event"] == "page.refused"]
    assert refused == [("check_in.page", {"event_id": "evt_1"}), ("check_in.page", {})]


@pytest.mark.slow
def test_what_is_written_down_as_done_changed_something_and_nothing_else_is(site: Site) -> None:
    world = World.of(site)
    owner = site.organiser()
    unsafe = [route for route in for_organisers(site) if route.method in UNSAFE]
    fillings = (filled() | {"name": "Another"}, filled() | FILLED_OTHERWISE)
    wrong = [wrongly_noted(world, owner, route, filling) for filling in fillings for route in unsafe]
    assert [one for one in wrong if one] == []


def wrongly_noted(world: World, browser: Browser, route: PageRoute, filling: dict[str, str]) -> str | None:
    token = csrf(browser)
    noted, before = len(rows(world.site)), rows_apart(world.site)
    answer = browser.post(route.path(world.own), filling | {"csrf": token, "once": f"once {noted}"})
    is_noted, is_done = len(rows(world.site)) > noted, rows_apart(world.site) != before
    is_right = is_noted == is_done or (is_noted and route.endpoint in MAY_BE_SO_ALREADY)
    return None if is_right else f"{route}: {answer.status_code}, {is_noted=}, {is_done=}"


def rows_apart(site: Site) -> dict[str, list[str]]:
    """All that a deed may change."""
    return {name: kept for name, kept in site.rows().items() if name != "web.activities"}


def test_everything_that_organisers_change_has_a_sentence(site: Site) -> None:
    pages = site.services["web"].app.extensions["services.web"]
    words: Any = pages.renderer._environment.get_template("console/activity_words.html").module
    neutral = words.told("nobody.knows", lambda text: text)
    silent = {
        route.endpoint
        for route in for_organisers(site)
        if route.method in UNSAFE and words.told(route.endpoint, lambda text: text) == neutral
    }
    assert silent == set(), "give each a sentence in templates/console/activity_words.html"
