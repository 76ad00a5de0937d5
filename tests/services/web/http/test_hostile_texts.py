"""Names, titles and places written to break out of a page stay text."""

import pytest

from tests.services.web.site import Page, Site
from tests.support.corpus import first

HOSTILE = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "' autofocus onfocus='alert(1)",
    "</title><svg/onload=alert(1)>",
    "{{7777*7777}}{% raw %}${7777*7777}%(name)s",
    "javascript:alert(1)",
    "a\u202eb\u2066c",
]

PUBLIC = ("/n/kvinnenettverket", "/n/kvinnenettverket/join", "/n/kvinnenettverket/join?said=asked")


@pytest.mark.parametrize("text", first(2, HOSTILE))
@pytest.mark.slow
def test_what_people_write_runs_nowhere(site: Site, text: str) -> None:
    site.an_organisation()
    network = site.a_network(
        name=text, public=True, wording="open", about={"en": text}, contact={"name": text, "phone": "+447700900001"}
    )
    person = site.a_member(network, text, call_name=text)
    event = site.an_event(network, title={"nb": text}, theme={"nb": text}, place={"name": text, "address": text})
    link = site.link(person)
    site.browser().post(f"{link}/answer", {"answer": "accepted"})
    organiser = site.organiser()
    plain = site.browser()
    shown = [organiser.get(path) for path in ("/", f"/events/{event['id']}", f"/c/{event['id']}")]
    shown += [plain.get(path) for path in (link, f"{link}/stop", f"{link}/not-me", f"{link}/channels", *PUBLIC)]
    for page in shown:
        assert page.status_code == 200
        parsed = Page(page.text)
        assert parsed.scripts == (1 if page in shown[:3] else 0)  # our own file, for organisers alone
        assert {tag for tag, _ in parsed.tags}.isdisjoint({"img", "iframe", "object"})
        assert not any(name.startswith("on") for _, attributes in parsed.tags for name in dict(attributes))
        assert all(not link.startswith("javascript:") for link in parsed.links)
        assert "60481729" not in page.text
        if text.isascii() and "<" in text:
            assert text not in page.text


@pytest.mark.slow
def test_what_an_address_asks_for_is_never_shown_as_it_is(site: Site) -> None:
    _, link = site.invited()
    for query in ("?said=<script>", "?language=<script>", "?said=accepted&language=../../etc"):
        page = site.browser().get(link + query)
        assert page.status_code == 200
        assert "<script>" not in page.text
        assert "etc" not in page.text
