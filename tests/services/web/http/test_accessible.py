"""What every page promises to whoever hears it, or sees a small part of it (WCAG 2.2 AA), whatever page it is."""

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest

from tests.services.web.matrix import World, csrf, filled, for_organisers
from tests.services.web.site import Browser, Page, Site

pytestmark = pytest.mark.slow

MANY = 40  # pages, at least: fewer would mean that nothing was looked at


@pytest.fixture
def world(site: Site) -> World:
    return World.of(site)


def pages_of(world: World) -> Iterator[tuple[str, str]]:
    """Every page that is shown to an organiser, and to a participant, with where it is."""
    browser = world.site.organiser()
    link = world.site.link({"id": world.own["participant_id"]})
    paths = [route.path(world.own) for route in for_organisers(world.site) if route.method == "GET"]
    paths += [link, f"{link}/channels", f"{link}/stop", f"{link}/not-me", "/n/kvinner", "/n/kvinner/join", "/sign-in"]
    paths += ["/n/kvinner/join?said=asked", "/p/AAAAAAAAAAAAAAAAAAAAAA"]
    for path in paths:
        answer = browser.get(path)
        if answer.mimetype == "text/html" and answer.status_code in (200, 404):
            yield path, answer.text


def refused_forms(world: World) -> Iterator[tuple[str, str]]:
    """Every form, filled in with nothing and with more than a field holds, as it is shown again; with where it is."""
    browser = world.site.organiser()
    for route in for_organisers(world.site):
        for typed in ("", "x" * 9000) if route.method == "POST" else ():
            path = route.path(world.own)
            answer = browser.post(path, dict.fromkeys(filled(), typed) | {"csrf": csrf(browser)})
            if answer.status_code == 422 and "We did not understand this" not in answer.text:
                yield f"{path} {typed[:1]}", answer.text


def refused_to_participants(world: World) -> Iterator[tuple[str, str]]:
    browser = world.site.browser(Accept_Language="en")
    page = browser.get("/n/kvinner/join")
    world.site.clock.advance(timedelta(seconds=10))
    yield "join", browser.press(page).text
    link = world.site.link({"id": world.own["participant_id"]})
    yield "channels", browser.post(f"{link}/channels?language=en", {}).text


def title(text: str) -> str:
    found = re.search(r"<title>(.*?)</title>", text, re.DOTALL)
    assert found
    return " ".join(found[1].split())


def faults_of_refusal(text: str) -> list[str]:
    """What a form shown again owes to whoever does not see all of it."""
    page = Page(text)
    first = [attributes for _, attributes in page.tags if "autofocus" in attributes]
    ways = set(re.findall(r'<li><a href="#([^"]+)"', text))
    wrong = {attributes.get("id") for _, attributes in page.tags if "aria-invalid" in attributes}
    told = {attributes.get("id") for _, attributes in page.tags}
    described = {name for _, one in page.tags for name in (one.get("aria-describedby") or "").split()}
    said = {one.get("id") for _, one in page.tags if "fault" in (one.get("class") or "").split()}
    faults = {
        "the title does not say it": not title(text).startswith("Error: "),
        "one does not begin at what is wrong": [one.get("role") for one in first] != ["alert"],
        "no way leads to a faulty field": bool(wrong - ways),
        "a way leads nowhere": bool(ways - told),
        "what is wrong belongs to no field": bool(said - described),
    }
    return [words for words, is_so in faults.items() if is_so]


def test_a_form_that_is_refused_leads_to_what_is_wrong(world: World) -> None:
    found = {**dict(refused_to_participants(world)), **dict(refused_forms(world))}
    assert len(found) >= MANY
    assert {path: faults for path, text in found.items() if (faults := faults_of_refusal(text))} == {}


def test_no_two_pages_have_the_same_title(world: World) -> None:
    found: dict[str, list[str]] = {}
    for path, text in pages_of(world):
        found.setdefault(title(text), []).append(path)
    assert len(found) >= MANY
    assert {words: paths for words, paths in found.items() if len(set(paths)) > 1} == {}


def test_a_name_that_is_heard_holds_the_words_that_are_seen(world: World) -> None:
    pages, unlike = 0, []
    for path, text in pages_of(world):
        pages += 1
        for tag, attributes, within in re.findall(r"<(a|button)\b([^>]*)>(.*?)</\1>", text, re.DOTALL):
            heard = re.search(r'aria-label="([^"]*)"', attributes)
            seen = " ".join(re.sub(r"<[^>]*>", " ", within).split())
            if heard and seen.casefold() not in heard[1].casefold():
                unlike.append((path, tag, seen, heard[1]))
    assert pages >= MANY
    assert unlike == []


def landmarks(text: str) -> list[str]:
    """The names of the parts of a page that one can jump to."""
    headings = {one.get("id"): words for one, words in _headings(text) if "id" in one}
    named = [one for tag, one in Page(text).tags if tag in ("nav", "section") or one.get("role") == "region"]
    found = [one.get("aria-label") or headings.get(one.get("aria-labelledby") or "") for one in named]
    return [name for name in found if name]


def _headings(text: str) -> Iterator[tuple[dict[str, str | None], str]]:
    for attributes, within in re.findall(r"<h[1-3]\b([^>]*)>(.*?)</h", text, re.DOTALL):
        yield dict(re.findall(r'(\w+)="([^"]*)"', attributes)), " ".join(re.sub(r"<[^>]*>", " ", within).split())


def test_no_two_parts_of_a_page_have_the_same_name(world: World) -> None:
    found = {path: landmarks(text) for path, text in pages_of(world)}
    assert sum(map(len, found.values())) >= MANY
    assert {path: names for path, names in found.items() if len(set(names)) < len(names)} == {}


def test_what_renews_itself_tells_it_in_a_line_that_lasts(world: World) -> None:
    renewed = set()
    for path, text in pages_of(world):
        assert "aria-live" not in text, f"{path}: a live part that is replaced is not spoken"
        tells = [one for _, one in Page(text).tags if "#said:" in (one.get("hx-select-oob") or "")]
        renewed |= {one.get("hx-select") for one in tells if not str(one.get("hx-select")).startswith("#row-")}
        lines = [one.get("role") for _, one in Page(text).tags if one.get("id") == "said"]
        assert lines == ["status"] or not tells, path
    assert renewed == {"#answers", "#list", "#messages", "#preview", "#roll", "#state"}


def test_dari_is_named_as_voices_and_fonts_know_it(site: Site) -> None:
    site.a_network(public=True)
    page: Browser = site.browser()
    text = page.get("/n/kvinnenettverket?language=prs").text
    assert '<html lang="fa-AF"' in text
    assert 'lang="prs"' not in text.replace("hreflang", "")
