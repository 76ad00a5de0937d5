"""A network that is public has a page and a feed; any other has neither."""

import pytest

from tests.services.web.site import Page, Site, said


def test_a_public_networks_page_and_feed(site: Site) -> None:
    network = site.a_network(public=True, wording="open")
    site.an_event(network)
    page = site.browser(Accept_Language="ar").get("/n/kvinnenettverket")
    assert "اللقاءات القادمة" in said(page)
    assert "المال في الحياة اليومية" in said(page)
    feed = site.browser().get("/n/kvinnenettverket.ics")
    assert feed.status_code == 200
    assert feed.content_type == "text/calendar; charset=utf-8; method=PUBLISH"
    assert feed.data.startswith(b"BEGIN:VCALENDAR")
    known = site.browser().get("/n/kvinnenettverket.ics", **{"If-None-Match": feed.headers["ETag"]})
    assert (known.status_code, known.data, known.headers["ETag"]) == (304, b"", feed.headers["ETag"])


def test_neutral_wording_says_when_and_no_more(site: Site) -> None:
    network = site.a_network(public=True)
    site.an_event(network)
    words = said(site.browser(Accept_Language="nb").get("/n/kvinnenettverket"))
    assert "tirsdag 12. januar 2027" in words
    assert "Biblioteket" not in words
    assert "Økonomi" not in words


def test_a_newcomer_reads_whom_it_is_for_and_how_to_join_and_subscribe(site: Site) -> None:
    about = {"nb": "For kvinner.", "en": "For women."}
    network = site.a_network(public=True, wording="open", about=about)
    page = site.browser(Accept_Language="en").get("/n/kvinnenettverket")
    assert "For women." in said(page)
    assert "Ingrid Solberg" in said(page)
    links = Page(page.text).links
    assert {"/n/kvinnenettverket/join", "webcal://localhost/n/kvinnenettverket.ics"} <= set(links)
    assert {"tel:+447700900001", "/n/kvinnenettverket.ics"} <= set(links)
    arabic = site.browser().get("/n/kvinnenettverket?language=ar")
    assert '<span lang="en" dir="auto">For women.</span>' in arabic.text
    assert "/n/kvinnenettverket/join?language=ar" in Page(arabic.text).links
    site.call("patch", f"events/networks/{network['id']}", {"wording": "neutral"})
    neutral = said(site.browser(Accept_Language="en").get("/n/kvinnenettverket"))
    assert "For women." in neutral
    assert "Ingrid" not in neutral


def test_no_search_engine_lists_it(site: Site) -> None:
    site.a_network(public=True)
    for path in ("/n/kvinnenettverket", "/n/kvinnenettverket/join"):
        assert '<meta name="robots" content="noindex">' in site.browser().get(path).text


@pytest.mark.slow
def test_a_network_that_is_not_public_does_not_exist(site: Site) -> None:
    site.an_event(site.a_network())
    answers = [site.browser().get(f"/n/{slug}") for slug in ("kvinnenettverket", "unknown")]
    assert [answer.status_code for answer in answers] == [404, 404]
    assert answers[0].text == answers[1].text
    assert site.browser().get("/n/kvinnenettverket.ics").status_code == 404
    assert site.browser().get("/n/No%20Slug").status_code == 404
