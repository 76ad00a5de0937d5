"""Who did what, when: each change of a signed-in organiser, without names of participants; looks stand in the log."""

from datetime import timedelta
from typing import Any

import pytest
import structlog

from tests.services.web.matrix import UNSAFE, for_organisers
from tests.services.web.site import OWNER, Browser, Page, Site, said

PATH = "/settings/activity"


@pytest.fixture(autouse=True)
def _organisation(site: Site) -> None:
    site.an_organisation()


def csrf(browser: Browser) -> str:
    return Page(browser.get("/settings").text).forms[0].values["csrf"]


def rows(site: Site) -> list[str]:
    return site.rows()["web.activities"]


def test_an_owner_sees_what_was_done_newest_first(site: Site) -> None:
    site.an_account("host@example.org", "host")
    event, link = site.invited()
    site.browser().post(f"{link}/answer", {"answer": "accepted"})
    site.clock.advance(timedelta(days=8))
    site.settle()
    host = site.organiser("host@example.org")
    host.press(host.get(f"/c/{event['id']}"))
    host.post("/sign-out", {"csrf": csrf(host)})
    page = site.organiser(Accept_Language="en").get(PATH)
    words = said(page)
    order = [words.index(text) for text in ("Signed out", "Checked somebody in", "host Host Signed in")]
    assert order == sorted(order)
    assert f'href="/events/{event["id"]}"' in page.text
    assert "Zahra" not in page.text + repr(rows(site))


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
    assert said(first).count("Changed her own language") == 50
    second = said(owner.get(earlier))
    assert second.count("Changed her own language") == 10
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
        assert reader.get("/c/evt_1").status_code == 403
    (line,) = [line for line in lines if line["event"] == "page.refused"]
    assert (line["endpoint"], line["subjects"]) == ("check_in.page", {"event_id": "evt_1"})


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
