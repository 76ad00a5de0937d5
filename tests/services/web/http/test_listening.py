"""Pages of participants as sentences that a phone reads aloud; without script they are there to be read."""

import gzip
import re

from tests.services.web.site import Page, Site, said

MOST_OF_THE_SCRIPT = 1024  # bytes


def spoken(text: str) -> list[str]:
    """The lines that are read aloud, in order."""
    lines = re.findall(r"<span data-line[^>]*>(.*?)</span></(?:p|h1)>", text, re.DOTALL)
    return [" ".join(re.sub(r"<[^>]*>", " ", line).split()) for line in lines]


def test_her_page_itself_loads_no_script_and_leads_to_what_is_read_aloud(site: Site) -> None:
    _, link = site.invited(language="en")
    page = Page(site.browser().get(link).text)
    assert page.scripts == 0
    assert f"{link}/listen" in page.links


def test_the_same_facts_are_read_aloud_in_order_and_she_can_answer_there(site: Site) -> None:
    _, link = site.invited(language="en")
    browser = site.browser()
    page = browser.get(f"{link}/listen")
    assert spoken(page.text) == [
        "Hello, Zahra!",
        "Gathering",
        "Tuesday, 12 January 2027",
        "12:00–14:00",
        "Place: Biblioteket Storgata 1, Tromsø",
        "Everyday money",
        "Questions? Ingrid Solberg +447700900001",
        "Are you coming?",
    ]
    assert "You have a seat." in said(browser.follow(browser.press(page, "accepted")))
    assert spoken(browser.get(f"{link}/listen").text)[1] == "You have a seat."


def test_one_small_script_of_ours_reads_and_the_page_is_kept_as_hers_is(site: Site) -> None:
    _, link = site.invited(language="en")
    browser = site.browser()
    hers, page = browser.get(link), browser.get(f"{link}/listen")
    (address,) = [str(named["src"]) for tag, named in Page(page.text).tags if tag == "script"]
    script = browser.get(address, Accept_Encoding="gzip")
    assert script.mimetype == "text/javascript"
    assert len(gzip.decompress(script.data)) < MOST_OF_THE_SCRIPT
    for name in ("Content-Security-Policy", "Referrer-Policy", "Cache-Control"):
        assert page.headers[name] == hers.headers[name]
    hidden = {named["id"] for _, named in Page(page.text).tags if "hidden" in named and "id" in named}
    assert hidden == {"listen", "silent"}, "shown by the script alone"


def test_what_is_written_in_another_language_is_marked_for_its_own_voice(site: Site) -> None:
    network = site.a_network()
    person = site.a_member(network, "Zahra Ahmadi", phone="+447700900101", language="ar")
    site.an_event(network, practical={"nb": "Ta med mat"})
    page = site.browser().get(f"{site.link(person)}/listen")
    assert '<span data-line><span lang="nb" dir="auto">Ta med mat</span></span>' in page.text
    assert '<html lang="ar" dir="rtl"' in page.text


def test_looking_is_all_that_listening_does(site: Site) -> None:
    _, link = site.invited(language="en")
    before = site.rows()
    site.browser().get(f"{link}/listen")
    assert site.rows() == before
    assert site.browser().get("/p/AAAAAAAAAAAAAAAAAAAAAA/listen").status_code == 404


def test_the_public_page_is_read_aloud_too(site: Site) -> None:
    network = site.a_network(public=True, wording="open", about={"en": "For women who are new."})
    site.an_event(network)
    browser = site.browser(Accept_Language="en")
    page = browser.get(f"/n/{network['slug']}")
    assert f"/n/{network['slug']}/listen" in Page(page.text).links
    assert Page(page.text).scripts == 0
    assert spoken(browser.get(f"/n/{network['slug']}/listen").text)[:4] == [
        "Kvinnenettverket",
        "For women who are new.",
        "Gathering",
        "Tuesday, 12 January 2027",
    ]
    assert browser.get("/n/no-such/listen").status_code == 404
