"""A participant's own page: looking changes nothing, buttons do what they say."""

import re
from datetime import timedelta

import pytest
from icalendar import Calendar

from tests.services.web.site import Page, Site, said
from tests.support.corpus import first


def test_she_sees_her_event_in_her_language_and_two_equal_buttons(site: Site) -> None:
    _, link = site.invited(language="nb")
    page = site.browser().get(link)
    words = said(page)
    for text in ("Hei, Zahra!", "tirsdag 12. januar ", "12:00–14:00", "Biblioteket", "Økonomi i hverdagen"):
        assert text in words
    (form,) = Page(page.text).forms
    assert [value for _, value in form.buttons] == ["accepted", "declined", "tentative"]
    buttons = [named for tag, named in Page(page.text).tags if tag == "button"]
    assert buttons[0] | {"value": "either"} == buttons[1] | {"value": "either"}
    assert page.headers["Content-Language"] == "nb"


@pytest.mark.parametrize(
    ("language", "greeting", "direction"),
    [
        ("ar", "مرحبًا، Zahra!", "rtl"),
        ("en", "Hello, Zahra!", "ltr"),
        ("nn", "Hei, Zahra!", "ltr"),
        ("sw", "Hei, Zahra!", "ltr"),
    ],
)
def test_the_page_speaks_her_language_whatever_the_browser_wants(
    site: Site, language: str, greeting: str, direction: str
) -> None:
    _, link = site.invited(language=language)
    page = site.browser(Accept_Language="en").get(link)  # the network speaks nb first, as do its messages
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
    assert "nummer 2 på ventelisten" in said(pages[2])


@pytest.mark.slow
def test_a_cancelled_event_says_so_and_takes_no_answer(site: Site) -> None:
    event, link = site.invited()
    browser = site.browser()
    before = browser.get(link)
    site.post(f"events/events/{event['id']}/cancel", {})
    page = browser.get(link)
    assert "Denne samlingen er avlyst." in said(page)
    assert Page(page.text).forms == []
    assert "Samlingen er avlyst" in said(browser.follow(browser.press(before, "accepted")))


@pytest.mark.slow
def test_an_event_that_is_over_takes_no_answer(site: Site) -> None:
    _, link = site.invited()
    browser = site.browser()
    before = browser.get(link)
    site.clock.advance(timedelta(days=9))
    assert "ikke lenger mulig å svare" in said(browser.get(link))
    assert "Samlingen er over" in said(browser.follow(browser.press(before, "accepted")))


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


@pytest.mark.parametrize("token", ["A" * 22, "short", "A" * 101, f"{'A' * 22}/stop"])
def test_an_unknown_link_answers_kindly_in_the_readers_language(site: Site, token: str) -> None:
    page = site.browser(Accept_Language="ar").get(f"/p/{token}")
    assert page.status_code == 404
    assert 'dir="rtl"' in page.text
    norwegian = site.browser(Accept_Language="nb-NO,nb;q=0.9").get(f"/p/{token}")
    assert "Denne lenken virker ikke lenger" in said(norwegian)


@pytest.mark.slow
def test_guessing_many_links_is_slowed_down_but_a_true_one_still_opens(site: Site) -> None:
    _, link = site.invited()
    browser = site.browser()
    answers = [browser.get(f"/p/{number:022d}") for number in range(40)]
    assert {answer.status_code for answer in answers} == {404, 429}
    assert len({said(answer) for answer in answers}) == 1
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
def test_how_many_they_are_is_asked_before_the_buttons_that_send_it(site: Site) -> None:
    _, link = site.invited()
    text = site.browser().get(link).text
    places = [text.index('name="party_size"')]
    places += [text.index(f'value="{answer}" type="submit"') for answer in ("accepted", "declined", "tentative")]
    assert places == sorted(places)


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
            ("stop", {}),
            ("start", {}),
        )
    ]
    shown.append(browser.post(f"{link}/channels"))
    for page in shown:
        assert page.status_code in (200, 422)
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
