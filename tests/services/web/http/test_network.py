"""A network that is public has a page and a feed; any other has neither."""

import pytest

from tests.services.web.site import Site, said


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


@pytest.mark.slow
def test_a_network_that_is_not_public_does_not_exist(site: Site) -> None:
    site.an_event(site.a_network())
    answers = [site.browser().get(f"/n/{slug}") for slug in ("kvinnenettverket", "unknown")]
    assert [answer.status_code for answer in answers] == [404, 404]
    assert answers[0].text == answers[1].text
    assert site.browser().get("/n/kvinnenettverket.ics").status_code == 404
    assert site.browser().get("/n/No%20Slug").status_code == 404
