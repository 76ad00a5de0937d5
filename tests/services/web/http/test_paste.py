"""A pasted list: looked through line by line, mended in place, entered piece by piece, once."""

import json
import re
from html import unescape

import pytest
from markupsafe import escape
from werkzeug.test import TestResponse

from tests.services.web.http.test_people import hidden, members, organiser
from tests.services.web.site import Browser, Page, Site, said
from tests.support.corpus import PAYLOADS

LIST = """Navn;Telefon;Språk
Zahra Ahmadi;40 00 00 01;persisk
Selam Tesfay;12;tigrinja
Maryam;maryam@example.org;
;40000009;
Bare Navn"""


def looked_through(browser: Browser, path: str, lines: str, **fields: str) -> TestResponse:
    return browser.post(f"{path}/paste", hidden(browser, f"{path}/paste") | {"lines": lines, "language": "nb"} | fields)


def fields_of(page: TestResponse, action: str) -> dict[str, list[str]]:
    """All that the form with this address sends, also what has one name."""
    at = page.text.index(f'action="{action}"')
    form = page.text[at : page.text.index("</form>", at)]
    found: dict[str, list[str]] = {}
    for tag in re.findall(r"<input [^>]*>", form):
        named = {name: unescape(value) for name, value in re.findall(r'([\w-]+)="([^"]*)"', tag)}
        if "name" in named and (named.get("type") != "checkbox" or tag.rstrip(">").rstrip().endswith("checked")):
            found.setdefault(named["name"], []).append(named.get("value", ""))
    return found


def sends(browser: Browser, page: TestResponse, action: str, **fields: list[str]) -> TestResponse:
    return browser.post(action, fields_of(page, action) | fields)  # type: ignore[arg-type]


def names(site: Site, network: dict[str, object]) -> list[str]:
    return [person["name"] for person in members(site, network)]


def test_each_line_is_shown_as_it_is_understood_and_nothing_is_entered_yet(site: Site) -> None:
    browser, network, path = organiser(site)
    page = looked_through(browser, path, LIST)
    words = said(page)
    assert "3 people are understood" in words
    assert "2 lines to mend" in words
    assert "Zahra Ahmadi +4740000001 فارسی Is entered" in words
    assert "Bare Navn By a call only norsk Is entered" in words
    assert "The phone number cannot exist." in words
    assert "There is no name" in words
    assert fields_of(page, f"{path}/paste")["line"] == ["Selam Tesfay;12;tigrinja", ";40000009;"]
    assert names(site, network) == []


def test_a_faulty_line_is_mended_in_place_and_an_empty_one_is_nobody(site: Site) -> None:
    browser, network, path = organiser(site)
    page = looked_through(browser, path, LIST, agreed="yes")
    mended = sends(browser, page, f"{path}/paste", line=["Selam Tesfay;40000002;tigrinja", ""])
    assert "4 people are understood" in said(mended)
    assert "to mend" not in said(mended)
    done = sends(browser, mended, f"{path}/paste/add")
    assert "4 people were entered." in said(done)
    people = {person["name"]: person for person in members(site, network)}
    assert set(people) == {"Zahra Ahmadi", "Maryam", "Bare Navn", "Selam Tesfay"}
    assert (people["Selam Tesfay"]["phone"], people["Selam Tesfay"]["language"]) == ("+4740000002", "ti")
    assert all(person["consents"] for person in people.values())


def test_who_adds_first_finds_the_lines_to_mend_again(site: Site) -> None:
    browser, network, path = organiser(site)
    done = sends(browser, looked_through(browser, path, LIST), f"{path}/paste/add")
    assert "3 people were entered." in said(done)
    again = sends(browser, done, f"{path}/paste")
    assert fields_of(again, f"{path}/paste")["line"] == ["Selam Tesfay;12;tigrinja", ";40000009;"]
    assert all(person["consents"] == [] for person in members(site, network))


def test_those_who_are_known_are_shown_and_stay_who_they_are(site: Site) -> None:
    browser, network, path = organiser(site)
    site.a_member(network, "Zahra Ahmadi", phone="+4740000001")
    known = {"name": "Selam Tesfay", "phone": "+4740000002", "language": "ti"}
    site.put("registrations/participants", known)
    lines = "Zahra Ahmadi;40000001\nSelam Tesfay;40000002\nDatter Ahmadi;40000001\nNy;40000004"
    page = looked_through(browser, path, lines)
    words = said(page)
    assert "Zahra Ahmadi +4740000001 norsk Belongs to this network already" in words
    assert "Selam Tesfay +4740000002 norsk Is known, and joins this network" in words
    assert "Datter Ahmadi +4740000001 norsk Is entered Like somebody who is known: Zahra Ahmadi" in words
    done = said(sends(browser, page, f"{path}/paste/add"))
    for text in ("2 people were entered.", "1 was known already and joined", "1 belonged to this network before."):
        assert text in done
    assert sorted(names(site, network)) == ["Datter Ahmadi", "Ny", "Selam Tesfay", "Zahra Ahmadi"]


def test_a_line_that_is_somebody_known_after_all_is_left_out(site: Site) -> None:
    browser, network, path = organiser(site)
    site.a_member(network, "Zahra Ahmadi", phone="+4740000001")
    page = looked_through(browser, path, "Zara;40000001\nNy;40000004")
    sends(browser, page, f"{path}/paste/add", skip=["0"])
    assert sorted(names(site, network)) == ["Ny", "Zahra Ahmadi"]


def test_a_long_list_goes_in_pieces_and_each_press_counts_once(site: Site) -> None:
    browser, network, path = organiser(site)
    lines = "\n".join(
        f"Person {chr(97 + number // 26)}{chr(97 + number % 26)};{40000000 + number}" for number in range(250)
    )
    page = looked_through(browser, path, lines, agreed="yes")
    assert "250 people are understood" in said(page)
    action = f"{path}/paste/add"
    for expected in (100, 200, 250):
        following = sends(browser, page, action)
        twice = sends(browser, page, action)  # a double press, or the page loaded again
        assert f"{expected} / 250" in said(following)
        assert said(twice) == said(following)
        assert len(all_members(site, network)) == expected
        page = following
    assert "250 people were entered." in said(page)
    assert action not in [form.action for form in Page(page.text).forms]


def all_members(site: Site, network: dict[str, object]) -> list[str]:
    path, found = f"registrations/memberships?limit=200&network_id={network['id']}", []
    while True:
        page = site.call("get", path).json
        found += [one["participant_id"] for one in page["items"]]
        if page["next"] is None:
            return found
        path = f"registrations/memberships?limit=200&network_id={network['id']}&cursor={page['next']}"


def test_the_page_goes_on_by_itself_where_there_is_javascript(site: Site) -> None:
    browser, _, path = organiser(site)
    lines = "\n".join(f"Person {chr(97 + number // 26)}{chr(97 + number % 26)}" for number in range(101))
    page = sends(browser, looked_through(browser, path, lines), f"{path}/paste/add")
    (form,) = [named for tag, named in Page(page.text).tags if tag == "form" and "hx-post" in named]
    assert (form["hx-trigger"], form["hx-select"], form["hx-post"]) == ("load", "#progress", f"{path}/paste/add")
    assert "Go on" in said(page)


def test_what_the_service_refuses_after_all_goes_back_to_be_mended(site: Site) -> None:
    browser, network, path = organiser(site)
    page = looked_through(browser, path, "Zahra;40000001\nSelam;40000002")
    carried = json.dumps([["Zahra", "+4740000001", None, "nb"], ["Selam", "+12", None, "nb"]])
    refused = sends(browser, page, f"{path}/paste/add", people=[carried])
    assert "This could not be entered as it stands." in said(refused)
    assert fields_of(refused, f"{path}/paste")["line"] == ["Selam; +12; nb"]
    assert names(site, network) == []
    sends(browser, refused, f"{path}/paste/add")
    assert names(site, network) == ["Zahra"]


@pytest.mark.parametrize(
    ("lines", "words"), [("", "This field is needed."), ("a\n" * 1001, "These are more than 1000 lines")]
)
def test_what_cannot_be_read_at_all_is_said(site: Site, lines: str, words: str) -> None:
    browser, _, path = organiser(site)
    refused = looked_through(browser, path, lines)
    assert refused.status_code == 422
    assert words in said(refused)
    assert refused.text.count("\na") >= lines.count("a") - 1


@pytest.mark.parametrize("carried", ["[", "[[]]", '{"a":1}', "null", "[" * 5000])
def test_a_page_that_carries_something_else_is_refused(site: Site, carried: str) -> None:
    browser, network, path = organiser(site)
    for action in (f"{path}/paste", f"{path}/paste/add"):
        assert browser.post(action, hidden(browser, path) | {"people": carried}).status_code == 422
    assert names(site, network) == []


def test_hostile_lines_are_shown_as_text_and_none_is_lost(site: Site) -> None:
    browser, network, path = organiser(site)
    lines = [line for payload in PAYLOADS for line in re.split(r"\r\n|\r|\n", payload) if line.strip()]
    lines = [line for line in lines if line.isprintable()]
    page = looked_through(browser, path, "\n".join(lines))
    assert page.status_code == 200
    assert Page(page.text).scripts == 1
    kept = fields_of(page, f"{path}/paste").get("line", [])
    people = json.loads(fields_of(page, f"{path}/paste/add")["people"][0])
    assert len(kept) + len(people) == len(lines)
    done = sends(browser, page, f"{path}/paste/add")
    while "Go on" in said(done):
        done = sends(browser, done, f"{path}/paste/add")
    assert Page(done.text).scripts == 1
    shown = browser.get(path)
    assert Page(shown.text).scripts == 1
    for person in members(site, network):
        assert str(escape(person["name"])) in shown.text
