"""A pasted list: looked through line by line, mended in place, entered piece by piece, once."""

import json
import re
from html import unescape

import pytest
from markupsafe import escape
from werkzeug.test import TestResponse

from tests.services.web.http.test_people import hidden, members, organiser
from tests.services.web.site import Browser, Page, Site, said
from tests.shared.test_national_numbers import NORWEGIAN
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
    assert "Zahra Ahmadi Is entered +4740000001 Persian" in words
    assert "Bare Navn Is entered By a call only Norwegian Bokmål" in words
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
    assert "Zahra Ahmadi Belongs to this network already +4740000001 Norwegian Bokmål" in words
    assert "Selam Tesfay Is known, and joins this network +4740000002 Norwegian Bokmål" in words
    assert "Datter Ahmadi Is entered Like somebody who is known: Zahra Ahmadi" in words
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


def test_a_line_that_is_somebody_of_elsewhere_joins_as_she_is(site: Site) -> None:
    browser, network, path = organiser(site)
    body = {"name": "Zahra Ahmadi", "phone": "+4740000001", "language": "fa"}
    zahra = site.put("registrations/participants", body)
    lines = "Zara;40000001\nNy;40000004\nBra;12"
    page = looked_through(browser, path, lines, tags="bus")
    assert "It is this person: they join the network" in said(page)
    assert "leave the line out" not in said(page)
    done = sends(browser, page, f"{path}/paste/add", known=[f"0:{zahra['id']}"])
    assert "1 was known already and joined this network." in said(done)
    assert sorted(names(site, network)) == ["Ny", "Zahra Ahmadi"]
    assert {tuple(one["membership"]["tags"]) for one in members(site, network)} == {("bus",)}


def test_who_was_erased_in_between_goes_back_to_be_mended(site: Site) -> None:
    browser, network, path = organiser(site)
    zahra = site.put("registrations/participants", {"name": "Zahra", "phone": "+4740000001", "language": "fa"})
    page = looked_through(browser, path, "Zara;40000001\nNy;40000004")
    site.call("delete", f"registrations/participants/{zahra['id']}")
    refused = sends(browser, page, f"{path}/paste/add", known=[f"0:{zahra['id']}"])
    assert fields_of(refused, f"{path}/paste")["line"] == ["Zara; +4740000001; nb"]
    assert fields_of(refused, f"{path}/paste")["number"] == [""]
    assert names(site, network) == []


def test_what_is_refused_takes_the_place_of_the_whole_page(site: Site) -> None:
    """The progress, which asked, has no room for it."""
    browser, _, path = organiser(site)
    page = looked_through(browser, path, "Zahra;40000001")
    form = fields_of(page, f"{path}/paste/add") | {"people": [json.dumps([["Zahra", "+12", None, "nb"]])]}
    assert "HX-Retarget" not in browser.post(f"{path}/paste/add", form).headers  # type: ignore[arg-type]
    live = browser.post(f"{path}/paste/add", form, HX_Request="true")  # type: ignore[arg-type]
    assert (live.headers["HX-Retarget"], live.headers["HX-Reselect"]) == ("#content", "#content")


def test_what_stands_under_another_heading_is_named_once_and_kept_nowhere(site: Site) -> None:
    browser, network, path = organiser(site)
    lines = "Navn;Adresse;<b>Nr</b>;Telefon\nZahra;Storgata 1;7;40000001\nSelam;Sjøgata 2;8;12"
    page = looked_through(browser, path, lines)
    assert "Left out, as nothing of it is kept here: Adresse , &lt;b&gt;Nr&lt;/b&gt;" in said(page)
    assert fields_of(page, f"{path}/paste")["line"] == ["Selam;12"]
    mended = sends(browser, page, f"{path}/paste", line=["Selam;40000002"])
    assert "2 people are understood" in said(mended)
    assert "Left out" not in said(mended)
    sends(browser, mended, f"{path}/paste/add")
    assert sorted(names(site, network)) == ["Selam", "Zahra"]
    assert "gata" not in page.text + mended.text + repr(site.rows())


def test_lines_to_mend_have_the_numbers_of_the_list(site: Site) -> None:
    browser, _, path = organiser(site)
    page = looked_through(browser, path, LIST.replace("\nZahra", "\n\nZahra"))
    assert [word for word in ("Line 1", "Line 4", "Line 6") if f"{word} " in said(page)] == ["Line 4", "Line 6"]
    again = sends(browser, page, f"{path}/paste", line=["", ";40000009;"])
    assert "Line 4" not in said(again)
    assert "Line 6" in said(again)
    added = sends(browser, again, f"{path}/paste/add")
    assert "Line 6" in said(sends(browser, added, f"{path}/paste"))


def test_a_whole_list_has_tags(site: Site) -> None:
    browser, network, path = organiser(site)
    page = looked_through(browser, path, LIST, tags="buss, barn")
    mended = sends(browser, page, f"{path}/paste", line=["", ""])
    assert "Tags for all of them: buss, barn" in said(mended)
    sends(browser, mended, f"{path}/paste/add")
    assert {tuple(one["membership"]["tags"]) for one in members(site, network)} == {("buss", "barn")}


@pytest.mark.parametrize("tags", ["x" * 41, ",".join("abcdefghijklmnopqrstu"), f"bus, {NORWEGIAN}", "\x00"])
def test_tags_that_cannot_be_kept_are_said_before_anybody_is_entered(site: Site, tags: str) -> None:
    browser, _, path = organiser(site)
    refused = looked_through(browser, path, LIST, tags=tags)
    assert refused.status_code == 422
    assert "At most 20 words" in said(refused)
    assert "Zahra Ahmadi;40 00 00 01;persisk" in refused.text


def test_a_list_is_taken_out_again(site: Site) -> None:
    """Who is new and heard nothing is erased; who was known leaves; who was a member before stays."""
    browser, network, path = organiser(site)
    member = site.a_member(network, "Medlem", phone="+4740000009")
    known = site.put("registrations/participants", {"name": "Kjent", "phone": "+4740000008", "language": "nb"})
    new = "\n".join(f"Person {chr(97 + number // 26)}{chr(97 + number % 26)}" for number in range(110))
    page = sends(browser, looked_through(browser, path, f"Medlem;40000009\nKjent;40000008\n{new}"), f"{path}/paste/add")
    page = sends(browser, page, f"{path}/paste/add")
    assert len(all_members(site, network)) == 112
    action, before = f"{path}/paste/undo", site.rows()["registrations.participants"]
    assert "Take this list out again" not in said(browser.get(path))
    page = sends(browser, page, action)
    twice = 0
    while "Go on" in said(page):
        following = sends(browser, page, action)
        if not twice:  # a double press
            assert (
                said(sends(browser, page, action)).partition("Leave this")[0] == said(following).partition("Leave")[0]
            )
            twice += 1
        page = following
    assert "110 people are erased" in said(page)
    assert "1 person left this network and stays known." in said(page)
    assert "111 / 111" in said(page)
    assert all_members(site, network) == [member["id"]]
    assert site.call("get", f"registrations/participants/{known['id']}").status == 200
    assert len([row for row in before if "Person" in row]) == 110
    assert [row for row in site.rows()["registrations.participants"] if "Person" in row] == []


def test_who_was_written_to_leaves_with_the_list_and_stays_known(site: Site) -> None:
    browser, network, path = organiser(site)
    site.an_event(network)
    page = sends(browser, looked_through(browser, path, "Zahra;40000001\nSelam", agreed="yes"), f"{path}/paste/add")
    site.settle()
    assert len(site.phones.to("+4740000001")) == 1
    (zahra,) = [one["id"] for one in members(site, network) if one["name"] == "Zahra"]
    out = said(sends(browser, page, f"{path}/paste/undo"))
    assert "1 person is erased" in out
    assert "1 person left this network and stays known." in out
    assert members(site, network) == []
    assert site.call("get", f"registrations/participants/{zahra}").status == 200


def test_a_page_that_was_tampered_with_takes_out_nobody_of_elsewhere(site: Site) -> None:
    browser, network, path = organiser(site)
    other = site.a_network(slug="menn", name="Mannsnettverket", signature="Menn")
    theirs = site.a_member(other, "Deres", phone="+4740000007")
    mine = site.a_member(network, "Min", phone="+4740000006")
    tampered = [f"added:{theirs['id']}", f"joined:{theirs['id']}", f"member:{mine['id']}", "added:../x", "x", ""]
    for entered in tampered:
        done = browser.post(f"{path}/paste/undo", hidden(browser, path) | {"entered": entered, "erased": "x"})
        assert done.status_code == 200, entered
    assert [one["id"] for one in members(site, other)] == [theirs["id"]]
    assert [one["id"] for one in members(site, network)] == [mine["id"]], "who was a member before stays one"


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
    ("lines", "words"), [("", "This field is needed."), ("a\n" * 1001, "These are more than 1,000 lines")]
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
