"""A link that is asked for on the page: for the browser that asked alone, and nobody learns who organises here (T3)."""

from collections.abc import Callable
from datetime import timedelta
from statistics import median
from time import perf_counter

import pytest

from services.web.operations.send_asked_links import MOST
from tests.services.web.site import OWNER, Browser, Page, Site, said

STRANGER = "xxxxx@example.org"


@pytest.fixture(autouse=True)
def _organisation(site: Site) -> None:
    site.an_organisation()


def asks(site: Site, browser: Browser, email: str = OWNER) -> None:
    """Asks for a link as one would: on the page."""
    page = browser.follow(browser.press(browser.get("/sign-in"), email=email))
    assert "an e-mail with a link is on its way" in said(page)


def test_who_asks_gets_a_letter_and_signs_in_with_the_same_browser(site: Site) -> None:
    browser = site.browser(Accept_Language="en")
    asks(site, browser, " Owner@Example.org ")
    (letter,) = site.letters()
    assert {name: letter[name] for name in ("kind", "channel", "contact", "name", "language", "organisation_name")} == {
        "kind": "sign_in",
        "channel": "email",
        "contact": OWNER,
        "name": "owner",
        "language": "en",
        "organisation_name": "Møtestedet",
    }
    signed_in = browser.press(browser.get(site.letter_path()))
    assert browser.follow(signed_in).status_code == 200
    assert browser.client.get_cookie("samling-asked") is None


def test_the_letter_speaks_her_own_language_if_she_chose_one(site: Site) -> None:
    organiser = site.organiser(Accept_Language="en")
    organiser.post("/settings/language", {"csrf": csrf(organiser), "language": "nb"})
    asks(site, site.browser(Accept_Language="en"))
    assert site.letters()[-1]["language"] == "nb"


def test_a_link_fetched_by_another_lets_nobody_in_and_stays_good_for_who_asked(site: Site) -> None:
    browser, scanner = site.browser(Accept_Language="en"), site.browser(Accept_Language="en")
    asks(site, browser)
    path = site.letter_path()
    before = site.rows()
    page = scanner.get(path)
    assert "This link belongs to the browser in which you asked for it" in said(page)
    assert [form.action for form in Page(page.text).forms] == ["/sign-in"]
    pressed = scanner.post(path)
    assert pressed.status_code == 403
    assert "samling=" not in pressed.headers.get("Set-Cookie", "")
    scanner.client.set_cookie("samling-asked", "A" * 22)
    assert scanner.post(path).status_code == 403
    assert scanner.get("/").headers["Location"] == "/sign-in"
    assert site.rows() == before
    assert browser.press(browser.get(path)).headers["Location"] == "/"


def test_a_link_is_refused_the_second_time_and_after_ten_minutes(site: Site) -> None:
    browser = site.browser(Accept_Language="en")
    asks(site, browser)
    asks(site, browser)
    older, newer = [letter["link_id"] for letter in site.letters()]
    assert older != newer
    path = site.letter_path()
    cookie = browser.client.get_cookie("samling-asked")
    assert cookie is not None
    assert browser.post(path).status_code == 303
    browser.client.set_cookie("samling-asked", cookie.value)
    again = browser.post(path)
    assert again.status_code == 409
    assert "it was used, or its time is over" in said(again)
    assert browser.get(path).status_code == 409
    asks(site, browser)
    path = site.letter_path()
    site.clock.advance(timedelta(minutes=10))
    assert browser.post(path).status_code == 409


def test_two_links_asked_in_one_browser_are_both_good_there(site: Site) -> None:
    browser = site.browser(Accept_Language="en")
    asks(site, browser)
    first = site.letter_path()
    asks(site, browser)
    assert site.letter_path() != first
    assert browser.post(first).status_code == 303


def test_the_answer_and_the_row_are_the_same_for_those_who_organise_and_those_who_do_not(site: Site) -> None:
    answers = [site.browser().post("/sign-in", {"email": email}) for email in (OWNER, STRANGER)]
    assert {(answer.status_code, answer.headers["Location"]) for answer in answers} == {(303, "/sign-in?said=sent")}
    assert answers[0].text == answers[1].text
    assert len(site.rows()["web.links"]) == 2
    assert [letter["contact"] for letter in site.letters()] == [OWNER]


def test_a_stranger_hears_nothing_and_no_row_of_hers_stays(site: Site) -> None:
    asks(site, site.browser(Accept_Language="en"), STRANGER)
    assert site.letters() == []
    assert STRANGER not in repr(site.rows())


@pytest.mark.slow
def test_answers_take_the_same_time_for_everybody(site: Site) -> None:
    taken: dict[str, list[float]] = {OWNER: [], STRANGER: []}
    for _ in range(150):
        for email, times in taken.items():
            browser = site.browser()
            begun = perf_counter()
            browser.post("/sign-in", {"email": email})
            times.append(perf_counter() - begun)
    known, unknown = (median(times) for times in taken.values())
    assert abs(known - unknown) <= 0.1 * max(known, unknown)


def test_at_most_five_letters_go_to_one_address_in_ten_minutes(site: Site) -> None:
    for _ in range(MOST + 2):
        site.browser().post("/sign-in", {"email": OWNER})
    assert len(site.letters()) == MOST
    site.clock.advance(timedelta(minutes=10))
    site.browser().post("/sign-in", {"email": OWNER})
    assert len(site.letters()) == MOST + 1


def test_no_secret_lies_in_a_table_or_a_message(site: Site) -> None:
    browser = site.browser(Accept_Language="en")
    asks(site, browser)
    token = site.letter_path().rpartition("/")[2]
    cookie = browser.client.get_cookie("samling-asked")
    assert cookie is not None
    kept = repr(site.rows()) + repr([message.to_json() for message in site.heard])
    assert len(token) == len(cookie.value) == 22
    assert token not in kept
    assert cookie.value not in kept
    assert OWNER not in "".join(site.rows()["web.links"])


@pytest.mark.slow
def test_the_secret_of_the_browser_is_kept_from_scripts_and_other_sites(make_site: Callable[..., Site]) -> None:
    answer = make_site().browser().post("/sign-in", {"email": OWNER})
    assert {"HttpOnly", "SameSite=Lax", "Max-Age=600"} <= set(answer.headers["Set-Cookie"].split("; "))
    answer = make_site(public_url="https://samling.example.org").browser().post("/sign-in", {"email": OWNER})
    assert answer.headers["Set-Cookie"].startswith("__Host-samling-asked=")
    assert {"HttpOnly", "SameSite=Lax", "Secure", "Path=/"} <= set(answer.headers["Set-Cookie"].split("; "))


def test_another_sites_form_asks_for_nothing(site: Site) -> None:
    before = site.rows()
    assert site.browser().post("/sign-in", {"email": OWNER}, Sec_Fetch_Site="cross-site").status_code == 403
    assert site.rows() == before


def test_a_link_of_somebody_removed_since_is_gone(site: Site) -> None:
    host = site.an_account("host@example.org", "host")
    browser = site.browser(Accept_Language="en")
    asks(site, browser, "host@example.org")
    path = site.letter_path()
    site.call("delete", f"web/accounts/{host['id']}")
    assert browser.post(path).status_code == 409
    asks(site, site.browser(Accept_Language="en"), "host@example.org")
    assert len(site.letters()) == 1


def csrf(browser: Browser) -> str:
    return Page(browser.get("/settings").text).forms[0].values["csrf"]
