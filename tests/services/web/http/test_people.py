"""The people of a network: entered in a row, found, looked at, changed, taken out and erased."""

from datetime import timedelta
from typing import Any

import pytest
import structlog
from markupsafe import escape
from structlog.testing import capture_logs
from werkzeug.test import TestResponse

from tests.services.web.http.test_networks import form
from tests.services.web.site import Browser, Page, Row, Site, said
from tests.support.corpus import PAYLOADS

ZAHRA = {"name": "Zahra Ahmadi", "contact": "40 00 00 01", "language": "ar", "tags": "bus, barn", "agreed": "yes"}


def organiser(site: Site) -> tuple[Browser, Row, str]:
    """A signed-in organiser, a network and the address of its people."""
    site.an_organisation()
    network = site.a_network()
    return site.organiser(Accept_Language="en"), network, f"/networks/{network['id']}/people"


def hidden(browser: Browser, path: str) -> dict[str, str]:
    values = Page(browser.get(path).text).forms[0].values
    return {name: values[name] for name in ("csrf", "once")}


def enters(browser: Browser, path: str, **fields: str) -> TestResponse:
    return browser.post(path, ZAHRA | hidden(browser, path) | fields)


def members(site: Site, network: Row) -> list[Row]:
    items: list[Row] = site.call("get", f"registrations/participants?network_id={network['id']}").json["items"]
    return items


def pressed(browser: Browser, page: TestResponse, action: str, **values: str) -> TestResponse:
    """Presses the button of the form with this address."""
    found = [one for one in Page(page.text).forms if one.action == action and values.items() <= one.values.items()]
    return browser.post(action, found[0].values)


def test_who_is_entered_stands_on_top_and_the_next_begins_as_she_did(site: Site) -> None:
    browser, network, path = organiser(site)
    assert "Nobody belongs to this network yet." in said(browser.get(path))
    page = browser.follow(enters(browser, path))
    (zahra,) = members(site, network)
    assert (zahra["name"], zahra["phone"], zahra["language"]) == ("Zahra Ahmadi", "+4740000001", "ar")
    assert zahra["membership"]["tags"] == ["bus", "barn"]
    assert [consent["given"] for consent in zahra["consents"]] == [True]
    assert "1 person belongs to this network." in said(page)
    assert "Entered just now." in said(page)
    fields = form(browser, page.request.full_path)
    assert fields["name"] == fields["contact"] == ""
    assert (fields["language"], fields["tags"], fields["agreed"]) == ("ar", "bus, barn", "yes")
    (name,) = [named for tag, named in Page(page.text).tags if named.get("id") == "name"]
    assert "autofocus" in name
    assert "autofocus" not in browser.get(path).text, "who comes to look begins at the top"


def test_the_page_keeps_its_own_language_whoever_is_entered(site: Site) -> None:
    browser, _, path = organiser(site)
    page = browser.follow(enters(browser, path, language="nb"))
    assert page.headers["Content-Language"] == "en"
    assert form(browser, page.request.full_path)["language"] == "nb"


def test_an_address_goes_where_a_phone_does_and_consent_only_if_said(site: Site) -> None:
    browser, network, path = organiser(site)
    enters(browser, path, contact="zahra@example.org", agreed="")
    (zahra,) = members(site, network)
    assert (zahra["phone"], zahra["email"], zahra["consents"]) == (None, "zahra@example.org", [])


@pytest.mark.parametrize(
    ("fields", "marked"),
    [
        ({"name": " "}, "name"),
        ({"name": "x" * 201}, "name"),
        ({"contact": "12"}, "contact"),
        ({"contact": "zahra@"}, "contact"),
        ({"contact": "01010112345"}, "contact"),
        ({"tags": "x" * 41}, "tags"),
    ],
)
def test_a_refused_entry_keeps_what_was_typed(site: Site, fields: dict[str, str], marked: str) -> None:
    browser, network, path = organiser(site)
    refused = enters(browser, path, **fields)
    assert refused.status_code == 422
    assert f'id="{marked}-fault"' in refused.text
    assert ("Zahra Ahmadi" in refused.text) == ("name" not in fields)
    assert members(site, network) == []


def test_pressing_twice_enters_once(site: Site) -> None:
    browser, network, path = organiser(site)
    values = ZAHRA | hidden(browser, path)
    first, second = browser.post(path, values), browser.post(path, values)
    assert first.status_code == 303
    assert second.headers["Location"] == first.headers["Location"]
    assert "Entered just now." in said(browser.follow(second))
    assert len(members(site, network)) == 1


def test_undo_erases_who_was_entered_by_it_as_long_as_nothing_was_sent(site: Site) -> None:
    browser, network, path = organiser(site)
    page = browser.follow(enters(browser, path))
    (zahra,) = members(site, network)
    after = browser.follow(pressed(browser, page, f"{path}/undo"))
    assert "The person is erased" in said(after)
    assert site.call("get", f"registrations/participants/{zahra['id']}").status == 404
    again = browser.follow(pressed(browser, page, f"{path}/undo"))
    assert said(again) == said(after)


def test_undo_only_ends_the_membership_of_who_was_written_to(site: Site) -> None:
    browser, network, path = organiser(site)
    site.an_event(network)
    page = browser.follow(enters(browser, path))
    site.settle()
    assert len(site.phones.to("+4740000001")) == 1
    (zahra,) = members(site, network)
    assert "does not belong to this network any more" in said(browser.follow(pressed(browser, page, f"{path}/undo")))
    assert members(site, network) == []
    assert site.call("get", f"registrations/participants/{zahra['id']}").status == 200


def test_undo_of_yesterday_erases_nobody(site: Site) -> None:
    browser, network, path = organiser(site)
    page = browser.follow(enters(browser, path))
    (zahra,) = members(site, network)
    site.clock.advance(timedelta(hours=25))
    browser = site.organiser(Accept_Language="en")
    values = {"participant": zahra["id"], "became": "added"} | hidden(browser, path)
    assert page.status_code == 200
    browser.post(f"{path}/undo", values)
    assert members(site, network) == []
    assert site.call("get", f"registrations/participants/{zahra['id']}").status == 200


def test_who_is_like_somebody_known_is_asked_about_first(site: Site) -> None:
    browser, network, path = organiser(site)
    mother = site.put("registrations/participants", {"name": "Maryam Ahmadi", "phone": "+4740000001", "language": "fa"})
    question = enters(browser, path)
    assert question.status_code == 200
    assert "Is it the same person? Somebody with this name or contact is known already." in said(question)
    assert members(site, network) == []
    added = browser.follow(pressed(browser, question, path, participant=mother["id"]))
    assert "The person was known already" in said(added)
    assert [(one["name"], one["membership"]["tags"]) for one in members(site, network)] == [
        ("Maryam Ahmadi", ["bus", "barn"])
    ]


def test_another_person_of_the_same_phone_is_entered_beside_her(site: Site) -> None:
    browser, network, path = organiser(site)
    enters(browser, path)
    question = enters(browser, path, name="Zara Ahmadi")
    assert "Belongs to this network already" in said(question)
    assert browser.follow(pressed(browser, question, path, another="yes")).status_code == 200
    assert len(members(site, network)) == 2


def test_who_is_a_member_already_is_shown_and_nothing_is_changed(site: Site) -> None:
    browser, network, path = organiser(site)
    enters(browser, path)
    before = members(site, network)
    page = browser.follow(enters(browser, path, tags="other"))
    assert "The person belonged to this network already: nothing was changed." in said(page)
    assert f"{path}/undo" not in [one.action for one in Page(page.text).forms]
    assert members(site, network) == before


def test_undo_of_who_was_known_before_never_erases_her(site: Site) -> None:
    browser, network, path = organiser(site)
    known = site.put("registrations/participants", {"name": "Zahra Ahmadi", "phone": "+4740000001", "language": "fa"})
    page = browser.follow(pressed(browser, enters(browser, path), path, participant=known["id"]))
    browser.follow(pressed(browser, page, f"{path}/undo"))
    assert members(site, network) == []
    assert site.call("get", f"registrations/participants/{known['id']}").status == 200


def test_people_are_searched_for(site: Site) -> None:
    browser, network, path = organiser(site)
    site.a_member(network, "Åsa Berg", phone="+447700900101")
    site.a_member(network, "Selam Tesfay", phone="+447700900102")
    for asked, found, missed in (("asa", "Åsa", "Selam"), ("0102", "Selam", "Åsa"), ("TES", "Selam", "Åsa")):
        words = said(browser.get(f"{path}?q={asked}"))
        assert found in words
        assert missed not in words
    assert "Nobody is found by that." in said(browser.get(f"{path}?q=%25"))
    assert "Nobody is found by that." in said(browser.get(f"{path}?q=%01"))


@pytest.mark.slow
def test_a_long_list_goes_on_on_a_second_page(site: Site) -> None:
    browser, network, path = organiser(site)
    people = [{"name": f"Person {number:02}", "language": "nb"} for number in range(51)]
    site.post(f"registrations/networks/{network['id']}/members", {"people": people})
    first = browser.get(path)
    assert "51 people belong" in said(first)
    assert "Person 50" not in said(first)
    (more,) = [link for link in Page(first.text).links if "cursor=" in link]
    assert "Person 50" in said(browser.get(more))


def test_of_a_protected_person_the_list_shows_what_she_is_called(site: Site) -> None:
    browser, network, path = organiser(site)
    person = site.a_member(network, "Hidden Example", phone="+447700900101", protected=True, call_name="Hilde")
    assert "Hilde" in said(browser.get(path))
    assert "Hidden Example" not in browser.get(path).text
    assert "Hidden Example" in said(browser.get(f"{path}/{person['id']}"))


def answered(site: Site, network: Row) -> Row:
    person = site.a_member(network, "Zahra Ahmadi", phone="+447700900101")
    site.an_event(network)
    site.browser().post(f"{site.link(person)}/answer", {"answer": "accepted"})
    site.settle()
    return person


def test_her_page_shows_consents_invitations_and_answers_and_is_logged_by_ids(site: Site) -> None:
    browser, network, path = organiser(site)
    person = answered(site, network)
    structlog.reset_defaults()
    with capture_logs() as logs:
        words = said(browser.get(f"{path}/{person['id']}"))
    for text in ("Zahra Ahmadi", "+447700900101", "Told to an organiser", "Gathering", "Has a seat", "Not recorded"):
        assert text in words
    (read,) = [line for line in logs if line["event"] == "page.read"]
    assert (read["endpoint"], read["subjects"]["participant_id"]) == ("people.person", person["id"])
    assert "Zahra" not in str(logs)


def test_she_is_changed_by_one_at_a_time(site: Site) -> None:
    browser, network, path = organiser(site)
    person = site.a_member(network, "Zahra Ahmadi", phone="+447700900101")
    edit = f"{path}/{person['id']}/edit"
    hers, his = form(browser, edit), form(browser, edit)
    page = browser.follow(browser.post(edit, hers | {"call_name": "Zaza", "tags": "bus", "email": "z@example.org"}))
    assert "Saved." in said(page)
    (changed,) = members(site, network)
    assert (changed["call_name"], changed["email"], changed["channels"]) == ("Zaza", "z@example.org", ["sms"])
    assert changed["membership"]["tags"] == ["bus"]
    late = browser.post(edit, his | {"call_name": "Sara"})
    assert late.status_code == 422
    assert "Somebody else changed this" in said(late)
    assert members(site, network) == [changed]


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"name": ""}, "This field is needed."),
        ({"phone": "12"}, "The phone number cannot exist."),
        ({"phone": "z@example.org"}, "The phone number cannot exist."),
        ({"email": "z@"}, "The e-mail address is not complete."),
        ({"phone": ""}, "look at the marked fields"),
        ({"tags": "x" * 41}, "look at the marked fields"),
    ],
)
def test_a_change_that_cannot_be_is_refused_by_field(site: Site, fields: dict[str, str], words: str) -> None:
    browser, network, path = organiser(site)
    person = site.a_member(network, "Zahra Ahmadi", phone="+447700900101")
    edit = f"{path}/{person['id']}/edit"
    refused = browser.post(edit, form(browser, edit) | fields)
    assert refused.status_code == 422
    assert words in said(refused)


def test_consent_and_membership_are_taken_back_and_given_again(site: Site) -> None:
    browser, network, path = organiser(site)
    person = site.a_member(network, "Zahra Ahmadi", phone="+447700900101")
    hers = f"{path}/{person['id']}"
    page = browser.follow(pressed(browser, browser.get(hers), f"{hers}/consent", given="no"))
    assert "not invited to this network any more" in said(page)
    site.an_event(network)
    assert site.phones.texts == []
    browser.follow(pressed(browser, page, f"{hers}/consent", given="yes"))
    site.settle()
    assert len(site.phones.texts) == 1
    site.put(
        "registrations/memberships", {"participant_id": person["id"], "network_id": network["id"], "tags": ["bus"]}
    )
    left = browser.follow(pressed(browser, page, f"{hers}/end"))
    assert members(site, network) == []
    assert "Zahra Ahmadi The membership is ended" in said(left)
    back = browser.follow(pressed(browser, left, f"{hers}/join"))
    assert "The person belongs to this network again." in said(back)
    (member,) = members(site, network)
    assert member["membership"]["tags"] == ["bus"]
    assert "The membership is ended" not in said(browser.get(left.request.full_path))


def test_who_stopped_messages_is_marked_and_her_page_says_since_when_and_how(site: Site) -> None:
    browser, network, path = organiser(site)
    person = site.a_member(network, "Zahra Ahmadi", phone="+447700900101", email="zahra@example.org")
    site.an_event(network)
    hers = f"{path}/{person['id']}"
    words = said(browser.get(hers))
    assert "Gets messages by SMS and e-mail Kvinnenettverket Agreed on Monday, 4 January 2027 Told to an organ" in words
    assert "stopped" not in words + said(browser.get(path))
    site.writes("+447700900101", "STOPP")
    assert "SMS is stopped" in said(browser.get(path))
    words = said(browser.get(hers))
    assert "Gets messages by e-mail Kvinnenettverket" in words
    assert "Has stopped SMS on Monday, 4 January 2027 Kvinnenettverket By SMS" in words
    site.browser().post(f"{site.link(person)}/stop", {})
    assert "Messages are stopped" in said(browser.get(path))
    words = said(browser.get(hers))
    assert "Has stopped messages on Monday, 4 January 2027 Kvinnenettverket On their own page" in words
    assert "Gets messages" not in words


def test_what_is_kept_about_her_is_a_file(site: Site) -> None:
    browser, network, path = organiser(site)
    person = answered(site, network)
    kept = browser.get(f"{path}/{person['id']}/export")
    assert kept.headers["Content-Disposition"] == f'attachment; filename="{person["id"]}.json"'
    assert kept.headers["Cache-Control"] == "no-store"
    assert kept.json is not None
    assert kept.json["participant"]["name"] == "Zahra Ahmadi"
    assert [one["answer"] for one in kept.json["answers"]] == ["accepted"]
    assert kept.json["notifications"]


def test_she_is_erased_after_being_told_what_stays(site: Site) -> None:
    browser, network, path = organiser(site)
    person = site.a_member(network, "Zahra Ahmadi", phone="+447700900101")
    asked = browser.get(f"{path}/{person['id']}/erase")
    assert "What stays are sums" in said(asked)
    assert len(members(site, network)) == 1
    for _ in range(2):
        after = browser.follow(pressed(browser, asked, f"{path}/{person['id']}/erase"))
        assert "The person is erased" in said(after)
    site.settle()
    assert not any("Zahra Ahmadi" in row for rows in site.rows().values() for row in rows)


@pytest.mark.parametrize("role", ["reader", "host"])
@pytest.mark.slow
def test_only_organisers_see_people(site: Site, role: str) -> None:
    _, network, path = organiser(site)
    person = site.a_member(network, "Zahra Ahmadi", phone="+447700900101")
    site.an_account("other@example.org", role)
    browser = site.organiser("other@example.org")
    for page in ("", "/paste", "/call-list", f"/{person['id']}", f"/{person['id']}/edit", f"/{person['id']}/export"):
        assert browser.get(path + page).status_code == 403
    for page in ("", "/undo", "/paste", "/paste/add", "/call-list", f"/{person['id']}/erase", f"/{person['id']}/end"):
        assert browser.post(path + page, ZAHRA).status_code == 403


def test_another_organisations_people_do_not_exist(site: Site) -> None:
    _, network, path = organiser(site)
    person = site.a_member(network, "Zahra Ahmadi", phone="+447700900101")
    site.an_organisation("annet", "other@example.org")
    theirs = site.put("events/networks", FOREIGN, at="annet")
    site.settle()
    other = site.organiser("other@example.org")
    for page in ("", "/call-list", f"/{person['id']}", f"/{person['id']}/edit", f"/{person['id']}/export"):
        assert other.get(path + page).status_code == 404
    mine = f"/networks/{theirs['id']}/people"
    values = hidden(other, mine)
    for page in ("/edit", "/consent", "/join", "/erase"):
        answer = other.post(f"{mine}/{person['id']}{page}", values | {"name": "x", "given": "yes"})
        assert answer.status_code in (303, 404)
    assert other.post(mine, values | {"participant": person["id"]}).status_code == 404
    assert [one["name"] for one in members(site, network)] == ["Zahra Ahmadi"]


FOREIGN: dict[str, Any] = {
    "name": "Et annet",
    "slug": "annet",
    "timezone": "Europe/Oslo",
    "country": "NO",
    "languages": ["nb"],
    "signature": "Annet",
}


@pytest.mark.parametrize("name", PAYLOADS[::3])
def test_a_hostile_name_is_shown_as_text(site: Site, name: str) -> None:
    browser, network, path = organiser(site)
    answer = enters(browser, path, name=name, contact="")
    found = members(site, network)
    pages = [answer if answer.status_code != 303 else browser.follow(answer)]
    pages += [browser.get(f"{path}/{one['id']}{page}") for one in found for page in ("", "/edit", "/erase")]
    for page in pages:
        assert Page(page.text).scripts == 1, name
    for one in found:
        assert str(escape(one["name"])) in pages[1].text
