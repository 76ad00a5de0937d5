"""A participant's own page: looking changes nothing, buttons do what they say."""

import gzip
import re
from datetime import timedelta
from typing import Any

import pytest
from icalendar import Calendar
from werkzeug.test import TestResponse

from tests.services.web.site import Browser, Page, Row, Site, said
from tests.support.corpus import first


def test_she_sees_her_event_in_her_language_and_two_equal_buttons(site: Site) -> None:
    _, link = site.invited(language="nb")
    page = site.browser().get(link)
    words = said(page)
    for text in ("Hei, Zahra!", "tirsdag 12. januar 2027", "12:00–14:00", "Biblioteket", "Økonomi i hverdagen"):
        assert text in words
    (form,) = Page(page.text).forms
    assert [value for _, value in form.buttons] == ["accepted", "declined", "tentative"]
    buttons = [named for tag, named in Page(page.text).tags if tag == "button"]
    assert buttons[0] | {"value": "either"} == buttons[1] | {"value": "either"}
    assert page.headers["Content-Language"] == "nb"


@pytest.mark.parametrize(
    ("language", "greeting", "direction"),
    [("ar", "مرحبًا، Zahra!", "rtl"), ("en", "Hello, Zahra!", "ltr"), ("nn", "Hei, Zahra!", "ltr")],
)
def test_the_page_speaks_her_language_whatever_the_browser_wants(
    site: Site, language: str, greeting: str, direction: str
) -> None:
    _, link = site.invited(language=language)
    page = site.browser(Accept_Language="de").get(link)
    assert greeting in said(page)
    assert f'dir="{direction}"' in page.text


@pytest.mark.slow
def test_she_may_read_the_page_in_another_language(site: Site) -> None:
    _, link = site.invited(language="nb")
    browser = site.browser()
    page = browser.get(f"{link}?language=ar")
    assert "هل ستحضرون؟" in said(page)
    after = browser.follow(browser.press(page, "accepted"))
    assert "لكم مقعد" in said(after)


@pytest.mark.parametrize(
    ("button", "status", "words"),
    [
        ("accepted", "confirmed", "Du har plass."),
        ("declined", "declined", "Du har svart nei."),
        ("tentative", "tentative", "Du har svart kanskje."),
    ],
)
def test_her_answer_is_kept_and_shown(site: Site, button: str, status: str, words: str) -> None:
    event, link = site.invited()
    browser = site.browser()
    after = browser.follow(browser.press(browser.get(link), button))
    assert "Takk. Svaret ditt er lagret." in said(after)
    assert words in said(after)
    (registration,) = site.call("get", f"registrations/events/{event['id']}/registrations").json["items"]
    assert registration["status"] == status


@pytest.mark.parametrize(("language", "words"), [("nb", "Svaret ditt"), ("en", "Your answer"), ("ar", "ردكم")])
def test_the_answer_she_gave_is_marked_in_words(site: Site, language: str, words: str) -> None:
    _, link = site.invited(language=language)
    browser = site.browser()
    assert marked(browser.get(link).text) == []
    for answer in ("accepted", "declined", "tentative"):
        browser.press(browser.get(link), answer)
        assert marked(browser.get(link).text) == [(answer, words)]


def marked(page: str) -> list[tuple[str, str]]:
    """Which answers a page says she gave, and how."""
    buttons = re.findall(r'<button[^>]*value="(\w+)"[^>]*>(.*?)</button>', page, re.DOTALL)
    return [
        (value, mark[1])
        for value, said in buttons
        if (mark := re.search(r'<span class="answer-given">([^<]+)</span>', said))
    ]


@pytest.mark.slow
def test_she_brings_two_more(site: Site) -> None:
    event, link = site.invited()
    browser = site.browser()
    after = browser.follow(browser.press(browser.get(link), "accepted", party_size="3"))
    assert "Du har 3 plasser." in said(after)
    (registration,) = site.call("get", f"registrations/events/{event['id']}/registrations").json["items"]
    assert registration["party_size"] == 3


@pytest.mark.slow
def test_more_than_there_is_room_for_is_said_so(site: Site) -> None:
    event, link = site.invited()
    site.post(f"events/events/{event['id']}/capacity", {"capacity": 2})
    browser = site.browser()
    after = browser.follow(browser.press(browser.get(link), "accepted", party_size="3"))
    assert "Det er ikke plass til så mange." in said(after)


@pytest.mark.slow
def test_who_comes_too_late_for_a_seat_sees_her_place_in_line(site: Site) -> None:
    network = site.a_network()
    people = [site.a_member(network, name) for name in ("Amal Haddad", "Selam Tesfay", "Olena Koval")]
    site.an_event(network, capacity=1)
    browser = site.browser()
    pages = [browser.follow(browser.press(browser.get(site.link(one)), "accepted")) for one in people]
    assert "Du har plass." in said(pages[0])
    assert "nummer 2 på ventelista" in said(pages[2])


@pytest.mark.slow
def test_a_cancelled_event_says_so_and_takes_no_answer(site: Site) -> None:
    event, link = site.invited()
    browser = site.browser()
    before = browser.get(link)
    site.post(f"events/events/{event['id']}/cancel", {})
    page = browser.get(link)
    assert "Denne samlingen er avlyst." in said(page)
    assert Page(page.text).forms == []
    assert "samlingen er avlyst" in said(browser.follow(browser.press(before, "accepted")))


@pytest.mark.slow
def test_an_event_that_is_over_takes_no_answer(site: Site) -> None:
    _, link = site.invited()
    browser = site.browser()
    before = browser.get(link)
    site.clock.advance(timedelta(days=9))
    assert "ikke lenger mulig å svare" in said(browser.get(link))
    assert "samlingen er over" in said(browser.follow(browser.press(before, "accepted")))


@pytest.mark.parametrize("values", first(1, [{"answer": "perhaps"}, {}, {"answer": "accepted", "party_size": "11"}]))
def test_an_answer_that_is_none_changes_nothing(site: Site, values: dict[str, str]) -> None:
    _, link = site.invited()
    before = site.rows()
    assert site.browser().post(f"{link}/answer", values).status_code == 422
    assert site.rows() == before


@pytest.mark.slow
def test_stopping_asks_once_and_then_stops(site: Site) -> None:
    _, link = site.invited()
    browser = site.browser()
    before = site.rows()
    page = browser.get(f"{link}/stop")
    assert site.rows() == before
    assert "Du får ingen flere invitasjoner." in said(browser.follow(browser.press(page)))
    site.settle()
    withdrawn = [one.data for one in site.heard if one.type == "consent.changed.v1" and not one.data["given"]]
    assert {consent["purpose"] for consent in withdrawn} == {"invitations"}


def test_a_mail_program_stops_with_one_click(site: Site) -> None:
    _, link = site.invited()
    answer = site.browser().post(f"{link}/stop", {"List-Unsubscribe": "One-Click"}, Sec_Fetch_Site="")
    assert answer.status_code == 200
    site.settle()
    assert any(one.type == "consent.changed.v1" and not one.data["given"] for one in site.heard)


@pytest.mark.slow
def test_who_is_not_meant_is_forgotten_and_her_link_is_void(site: Site) -> None:
    _, link = site.invited()
    browser = site.browser()
    page = browser.press(browser.get(f"{link}/not-me"))
    assert "Takk for at du sa fra" in said(page)
    assert browser.get(link).status_code == 404
    (person,) = site.call("get", "registrations/participants").json["items"]
    assert (person["phone"], person["email"]) == (None, None)


@pytest.mark.parametrize(
    "path", ["/p/AAAAAAAAAAAAAAAAAAAAAA", "/p/short", "/p/AAAAAAAAAAAAAAAAAAAAAA/stop", "/p/x%00y"]
)
def test_an_unknown_link_answers_kindly_in_the_readers_language(site: Site, path: str) -> None:
    page = site.browser(Accept_Language="ar").get(path)
    assert page.status_code in (404, 422)
    assert 'dir="rtl"' in page.text
    norwegian = site.browser(Accept_Language="nb-NO,nb;q=0.9").get("/p/AAAAAAAAAAAAAAAAAAAAAA")
    assert "Denne lenken virker ikke lenger" in said(norwegian)


@pytest.mark.slow
def test_guessing_many_links_is_slowed_down_but_a_true_one_still_opens(site: Site) -> None:
    _, link = site.invited()
    browser = site.browser()
    statuses = {browser.get(f"/p/{number:022d}").status_code for number in range(40)}
    assert statuses == {404, 429}
    assert browser.get(link).status_code == 200


@pytest.mark.slow
def test_the_calendar_file_has_the_uid_and_says_only_when_with_neutral_wording(site: Site) -> None:
    event, link = site.invited()
    answer = site.browser().get(f"{link}/calendar.ics")
    assert answer.content_type == "text/calendar; charset=utf-8; method=PUBLISH"
    calendar = Calendar.from_ical(answer.data)
    (entry,) = calendar.walk("VEVENT")
    assert calendar["method"] == "PUBLISH"
    assert entry.errors == []
    assert str(entry["uid"]) == event["uid"]
    assert str(entry["summary"]) == "Kvinnenett"
    assert "location" not in entry
    assert "attendee" not in entry


@pytest.mark.slow
def test_the_calendar_file_says_what_and_where_with_open_wording(site: Site) -> None:
    network = site.a_network(wording="open")
    person = site.a_member(network, "Zahra Ahmadi")
    discreet = site.a_member(network, "Selam Tesfay", discreet=True)
    site.an_event(network)
    (entry,) = Calendar.from_ical(site.browser().get(f"{site.link(person)}/calendar.ics").data).walk("VEVENT")
    assert (str(entry["summary"]), str(entry["location"])) == ("Samling", "Biblioteket, Storgata 1, Tromsø")
    (entry,) = Calendar.from_ical(site.browser().get(f"{site.link(discreet)}/calendar.ics").data).walk("VEVENT")
    assert (str(entry["summary"]), "location" in entry) == ("Kvinnenett", False)


@pytest.mark.slow
def test_her_page_shows_none_of_her_contacts_and_nobody_else(site: Site) -> None:
    network = site.a_network()
    person = site.a_member(network, "Zahra Ahmadi", phone="+447700900101", email="zahra@example.org")
    site.a_member(network, "Olena Koval", phone="+447700900102")
    site.an_event(network)
    browser, link = site.browser(), site.link(person)
    shown = [
        browser.get(link + path) for path in ("", "/channels", "/stop", "/not-me", "/calendar.ics", "?language=ar")
    ]
    shown += [
        browser.follow(browser.post(f"{link}/{path}", values))
        for path, values in (
            ("answer", {"answer": "accepted"}),
            ("needs", {"child_care": "1"}),
            ("language", {"language": "en"}),
            ("channels", {"sms": "yes"}),
            ("channels", {}),
            ("stop", {}),
            ("start", {}),
        )
    ]
    for page in shown:
        assert page.status_code == 200
        for secret in ("Ahmadi", "+447700900101", "447700900101", "zahra@example.org", "Olena", "Koval"):
            assert secret not in page.text


@pytest.mark.parametrize("path", first(1, ["answer", "stop", "not-me", "needs", "language", "channels", "start"]))
def test_another_sites_form_is_refused(site: Site, path: str) -> None:
    _, link = site.invited()
    before = site.rows()
    browser = site.browser()
    values = {"answer": "declined", "child_care": "1", "language": "ar", "sms": "yes"}
    assert browser.post(f"{link}/{path}", values, Sec_Fetch_Site="cross-site").status_code == 403
    assert browser.post(f"{link}/{path}", values, Sec_Fetch_Site="same-site").status_code == 403
    assert browser.post(f"{link}/{path}", values, Sec_Fetch_Site="", Origin="https://evil.example").status_code == 403
    assert site.rows() == before
    assert browser.post(f"{link}/{path}", values, Sec_Fetch_Site="", Origin="null").status_code in (200, 303)
    assert site.rows() != before or path in ("needs", "start")  # nothing that she could need yet, or begin again


def english(site: Site, **fields: Any) -> tuple[Row, str, Browser]:
    """An event, the link of one who is invited to it, and her browser in English."""
    event, link = site.invited(language="en", **fields)
    return event, link, site.browser(Accept_Language="en")


def says(browser: Browser, page: TestResponse, button: str, **values: str) -> TestResponse:
    return browser.follow(browser.press(page, button, **values))


def test_after_a_yes_she_sees_what_comes_next_and_can_still_say_no(site: Site) -> None:
    _, link, browser = english(site)
    before = browser.get(link)
    assert "Do you need help to come?" not in said(before)
    after = says(browser, before, "accepted")
    assert "You have a seat." in said(after)
    assert "We remind you the day before." in said(after)
    (calendar,) = [
        named for tag, named in Page(after.text).tags if tag == "a" and "/calendar.ics" in str(named["href"])
    ]
    assert calendar["class"] == "ds-button next"
    assert "Do you need help to come?" in said(after)
    assert "You said no." in said(says(browser, after, "declined"))
    site.clock.advance(timedelta(days=7, hours=4))
    assert "We remind you before it begins." in said(says(browser, browser.get(link), "accepted"))
    site.clock.advance(timedelta(hours=18))
    assert "We remind you" not in said(browser.get(link))


def test_she_says_what_she_needs_and_changes_it_until_the_start(site: Site) -> None:
    event, link, browser = english(site)
    after = says(browser, browser.get(link), "accepted")
    after = browser.follow(browser.post(f"{link}/needs", {"child_care": "2", "interpreter": "ti", "transport": "yes"}))
    assert "see what you need" in said(after)
    assert re.search(r'value="2" selected', after.text)
    assert re.search(r'value="ti" lang="ti" selected', after.text)
    assert re.search(r'name="transport" value="yes" checked', after.text)
    sums = site.call("get", f"registrations/events/{event['id']}/needs").json
    assert (sums["child_care"]["children"], sums["interpreters"]) == (2, [{"language": "ti", "people": 1}])
    browser.post(f"{link}/needs", {"child_care": "0", "interpreter": ""})
    assert site.call("get", f"registrations/events/{event['id']}/needs").json["transport"] == {"people": 0}
    site.clock.advance(timedelta(days=8))
    late = browser.get(link)
    assert "Do you need help to come?" not in said(late)
    refused = browser.follow(browser.post(f"{link}/needs", {"child_care": "1", "interpreter": ""}))
    assert "This could not be saved." in said(refused)


@pytest.mark.parametrize("values", first(1, [{"child_care": "10"}, {}, {"child_care": "\u0663"}]))
def test_needs_that_cannot_be_change_nothing(site: Site, values: dict[str, str]) -> None:
    _, link, browser = english(site)
    says(browser, browser.get(link), "accepted")
    before = site.rows()
    assert browser.post(f"{link}/needs", values).status_code == 422
    assert site.rows() == before


def test_her_own_language_is_the_first_an_interpreter_is_asked_for(site: Site) -> None:
    _, link = site.invited(language="my")  # one in which the pages do not speak
    browser = site.browser(Accept_Language="en")
    after = says(browser, browser.get(link), "accepted")
    options = re.findall(r'<option value="([a-z]+)" lang=', after.text)
    assert (options[0], len(options), len(set(options))) == ("my", 20, 20)


def test_she_is_written_to_in_the_language_she_chose_on_the_page(site: Site) -> None:
    _, link, browser = english(site)
    assert "from now on" not in said(browser.get(link))
    assert "from now on" not in said(browser.get(f"{link}?language=en"))
    page = browser.get(f"{link}?language=ar")
    answer = browser.press(page, "ar")
    assert answer.headers["Location"].endswith("?said=language")
    after = browser.follow(answer)
    assert after.headers["Content-Language"] == "ar"
    (person,) = site.call("get", "registrations/participants").json["items"]
    assert (person["language"], person["changed_by"].partition(":")[0]) == ("ar", "participant")
    site.settle()
    (changed,) = [one for one in site.heard if one.type == "participant.changed.v1" and one.data["language"] == "ar"]
    assert changed.revision == person["revision"]
    assert browser.post(f"{link}/language", {"language": "x"}).status_code == 422


def test_she_chooses_how_she_is_written_to_and_sees_no_contact(site: Site) -> None:
    _, link, browser = english(site)
    page = browser.get(f"{link}/channels")
    boxes = [named for tag, named in Page(page.text).tags if tag == "input"]
    assert [(box["name"], "checked" in box) for box in boxes] == [("sms", True), ("email", True)]
    assert_no_contact(page)
    after = browser.follow(browser.post(f"{link}/channels", {"email": "yes"}))
    assert "It is saved." in said(after)
    assert_no_contact(after)
    (person,) = site.call("get", "registrations/participants").json["items"]
    assert person["channels"] == ["email"]
    empty = browser.follow(browser.post(f"{link}/channels", {}))
    assert "Choose at least one." in said(empty)
    assert site.call("get", "registrations/participants").json["items"][0]["channels"] == ["email"]


def test_who_has_one_contact_is_not_asked_to_choose(site: Site) -> None:
    network = site.a_network()
    person = site.a_member(network, "Zahra Ahmadi", phone="+447700900101")
    site.an_event(network)
    link = site.link(person)
    browser = site.browser(Accept_Language="en")
    assert f"{link}/channels" not in Page(browser.get(link).text).links
    assert 'name="email"' not in browser.get(f"{link}/channels").text
    refused = browser.follow(browser.post(f"{link}/channels", {"email": "yes"}))
    assert "could not be saved" in said(refused) or "kunne ikke" in said(refused)


def assert_no_contact(page: TestResponse) -> None:
    for secret in ("Ahmadi", "700900101", "zahra@example.org"):
        assert secret not in page.text


def test_who_stopped_can_start_again_on_her_page(site: Site) -> None:
    _, link, browser = english(site)
    page = browser.get(f"{link}/stop")
    assert "no word when a gathering is moved or cancelled" in said(page)
    stopped = browser.follow(browser.press(page))
    assert "You have stopped the messages" in said(stopped)
    assert f"{link}/stop" not in Page(stopped.text).links
    (form,) = [form for form in Page(stopped.text).forms if form.action.endswith("/start")]
    started = browser.follow(browser.post(form.action))
    assert "You get invitations again." in said(started)
    assert "You have stopped" not in said(started)
    site.settle()
    consents = [one.data["given"] for one in site.heard if one.type == "consent.changed.v1"]
    assert consents == [True, False, True]


def test_a_text_stop_is_told_on_the_page_and_only_a_text_lifts_it(site: Site) -> None:
    _, link, browser = english(site)
    withdrawn = {"consents": [{"purpose": "invitations", "given": False, "channel": "sms"}]}
    (person,) = site.call("get", "registrations/participants").json["items"]
    site.call("patch", f"registrations/participants/{person['id']}", withdrawn)
    assert "send the word START" in said(browser.get(f"{link}/channels"))


def test_a_map_is_offered_only_where_others_may_learn_of_the_place(site: Site) -> None:
    network = site.a_network(wording="open")
    person = site.a_member(network, "Zahra Ahmadi", phone="+447700900101")
    discreet = site.a_member(network, "Selam Tesfay", discreet=True)
    site.an_event(network)
    maps = [named for tag, named in page_tags(site, person) if "openstreetmap" in str(named.get("href"))]
    (link,) = maps
    assert link["href"] == "https://www.openstreetmap.org/search?query=Storgata%201%2C%20Troms%C3%B8"
    assert link["rel"] == "noreferrer noopener external"
    assert not [1 for _, named in page_tags(site, discreet) if "openstreetmap" in str(named.get("href"))]


def page_tags(site: Site, person: Row) -> list[tuple[str, dict[str, str | None]]]:
    return Page(site.browser().get(site.link(person)).text).tags


def test_with_neutral_wording_no_map_is_offered(site: Site) -> None:
    _, link = site.invited()
    assert "openstreetmap" not in site.browser().get(link).text


def test_what_is_written_in_another_language_is_marked_for_whoever_hears_it(site: Site) -> None:
    network = site.a_network()
    person = site.a_member(network, "Zahra Ahmadi", phone="+447700900101", language="ar")
    site.an_event(network, title={"nb": "Samling"}, practical={"nb": "Ta med mat"})
    page = site.browser().get(site.link(person))
    assert '<span lang="nb" dir="auto">Samling</span>' in page.text
    assert '<span lang="nb" dir="auto">Ta med mat</span>' in page.text
    assert '<span dir="auto">المال في الحياة اليومية</span>' in page.text


def test_her_page_travels_compressed_where_the_browser_takes_it_so(site: Site) -> None:
    _, link = site.invited()
    plain = site.browser().get(link)
    packed = site.browser().get(link, **{"Accept-Encoding": "gzip"})
    assert (packed.headers["Content-Encoding"], packed.headers["Vary"]) == ("gzip", "Accept-Encoding")
    assert gzip.decompress(packed.data) == plain.data
    assert len(packed.data) < len(plain.data) / 2
    assert "Content-Encoding" not in plain.headers


def test_an_organisers_page_with_its_secret_does_not(site: Site) -> None:
    site.an_organisation()
    page = site.organiser().get("/", **{"Accept-Encoding": "gzip"})
    assert (page.status_code, "Content-Encoding" in page.headers) == (200, False)
