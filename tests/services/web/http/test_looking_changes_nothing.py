"""GET and HEAD of every address, as a scanner follows them, change no row of any database."""

import pytest

from tests.services.web.site import Browser, Page, Site


def crawl(browser: Browser, starts: list[str], depth: int = 3) -> set[str]:
    seen: set[str] = set()
    level = starts
    for _ in range(depth):
        following: list[str] = []
        for path in level:
            if path in seen or not path.startswith("/"):
                continue
            seen.add(path)
            browser.client.head(path, headers={"User-Agent": "Link scanner"})
            page = browser.get(path)
            if page.mimetype == "text/html":
                base = path.partition("?")[0]
                following += [base + link if link.startswith("?") else link for link in Page(page.text).links]
            following += [page.headers["Location"]] if "Location" in page.headers else []
        level = following
    return seen


@pytest.mark.slow
def test_a_scanner_that_follows_every_link_changes_no_row(site: Site) -> None:
    site.an_organisation()
    network = site.a_network(public=True)
    person = site.a_member(network, "Zahra Ahmadi", phone="+447700900101", email="zahra@example.org")
    stopped = site.a_member(network, "Olena Koval", phone="+447700900102")
    event = site.an_event(network)
    rhythm = {"rrule": "FREQ=MONTHLY;BYDAY=2TU", "starts_at": "2027-01-05T17:00", "duration": "PT2H"}
    site.put("events/series", {"network_id": network["id"], "title": {"nb": "Samling"}, **rhythm})
    browser = site.browser()
    browser.press(browser.get(site.link(person)), "accepted")
    browser.post(f"{site.link(stopped)}/stop")
    site.settle()
    organiser = site.organiser()
    sign_in = site.sign_in_path()
    starts = [
        site.link(person),
        site.link(stopped),
        sign_in,
        "/",
        f"/events/{event['id']}",
        f"/c/{event['id']}",
        "/n/kvinnenettverket",
    ]
    starts += ["/start", f"/networks/{network['id']}/series", f"/networks/{network['id']}/attendance"]
    starts += ["/networks", "/networks/new", f"/networks/{network['id']}/people/{person['id']}/erase"]
    before = site.rows()
    seen = crawl(site.browser(), starts) | crawl(organiser, starts)
    assert site.rows() == before
    hers = ("/answer", "/needs", "/channels", "/language?language=ar", "/stop", "/not-me", "/calendar.ics")
    for path in (*hers, "?language=ar"):
        assert site.link(person) + path in seen
    assert site.link(stopped) + "/start" in seen
    assert {"/n/kvinnenettverket.ics", "/n/kvinnenettverket/join"} <= seen
    for path in ("", "/people", "/people/call-list", f"/people/{person['id']}", f"/people/{person['id']}/export"):
        assert f"/networks/{network['id']}{path}" in seen


@pytest.mark.slow
def test_the_digest_sees_what_a_button_changes(site: Site) -> None:
    _, link = site.invited()
    before = site.rows()
    browser = site.browser()
    browser.press(browser.get(link), "accepted")
    assert site.rows() != before
