"""What she wishes on her own page: what she needs, how and in which language she is written to, and to begin again."""

import gzip
import re
from datetime import timedelta
from typing import Any

import pytest
from werkzeug.test import TestResponse

from tests.services.web.site import Browser, Page, Row, Site, said
from tests.support.corpus import first


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
    empty = browser.post(f"{link}/channels", {})
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
    assert (
        "openstreetmap.org. It learns which address you look at."
        in site.browser().get(f"{site.link(person)}?language=en").text
    )
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
