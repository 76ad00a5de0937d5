"""What gave up is seen by an owner, tried again or discarded; a part that is away hides no other."""

from datetime import timedelta
from typing import Any

import pytest
from jinja2 import Environment, FileSystemLoader
from sqlalchemy import select, update
from werkzeug.test import TestResponse

from services.notifications.channels.outcome import Kind, Outcome
from services.web.pages import EXTENSION
from services.web.rendering import TEMPLATES
from shared.contracts import catalogue
from shared.http.client import ApiProblem
from shared.inbox import INBOX, store
from tests.services.web.site import Browser, Page, Site, said


@pytest.fixture
def owner(site: Site) -> Browser:
    site.an_organisation()
    return site.organiser(Accept_Language="en")


def gives_up(site: Site, service: str, of_type: str = "network.changed.v1") -> None:
    """A message of this service's inbox that never worked."""
    with site.services[service].database.transaction(by="system:test") as tx:
        rows = update(INBOX).where(INBOX.c.type == of_type)
        tx.execute(rows.values(done_at=None, due_at=None, dead_at=tx.now, attempts=9, last_error="the disk is full"))


def discarding(page: TestResponse) -> str:
    """The link to the question whether the only one is discarded."""
    (link,) = [link for link in Page(page.text).links if link.endswith("/discard")]
    return link


def dead(site: Site, service: str) -> list[Any]:
    with site.services[service].database.read() as tx:
        return list(tx.execute(select(INBOX.c.position).where(INBOX.c.dead_at.is_not(None))))


def test_nothing_has_given_up(owner: Browser) -> None:
    assert "Nothing has failed for good." in said(owner.get("/trouble"))


def test_it_is_shown_by_part_and_tried_again(site: Site, owner: Browser) -> None:
    site.a_network()
    for service in ("notifications", "partners"):
        gives_up(site, service)
    page = owner.get("/trouble")
    for text in ("Messages to people", "Partners", "A network was changed", "the disk is full", "9"):
        assert text in said(page)
    (form,) = [form for form in Page(page.text).forms if "/partners/" in form.action]
    assert "It is tried again now." in said(owner.follow(owner.post(form.action, form.values)))
    assert (len(dead(site, "partners")), len(dead(site, "notifications"))) == (0, 1)
    assert "not here any more" in said(owner.follow(owner.post(form.action, form.values | {"once": "other"})))


def test_all_of_it_is_tried_again_at_once(site: Site, owner: Browser) -> None:
    site.a_network()
    for service in ("notifications", "partners", "registrations"):
        gives_up(site, service)
    page = owner.get("/trouble")
    (form,) = [form for form in Page(page.text).forms if form.action == "/trouble/again"]
    after = owner.follow(owner.post(form.action, form.values))
    assert "Everything is tried again now." in said(after)
    assert "Nothing has failed for good." in said(after)


def test_discarding_says_first_what_is_lost(site: Site, owner: Browser) -> None:
    site.a_network()
    gives_up(site, "notifications")
    link = discarding(owner.get("/trouble"))
    before = site.rows()
    sure = owner.get(link)
    assert "goes on with the network as it was before" in said(sure)
    assert site.rows() == before
    assert "It is discarded" in said(owner.follow(owner.press(sure)))
    assert dead(site, "notifications") == []
    assert owner.get(link).status_code == 404


def test_a_part_that_is_away_hides_no_other(site: Site, owner: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    site.a_network()
    gives_up(site, "partners")

    def away(*_: Any) -> Any:
        raise ApiProblem(503, "Out of reach", "")

    surroundings = site.services["web"].app.extensions[EXTENSION]
    for name in ("registrations", "events"):
        monkeypatch.setattr(getattr(surroundings, name), "_transport", away)
    words = said(owner.get("/trouble"))
    assert "its trouble is not shown: People, answers and attendance." in words
    assert "A network was changed" in words


def test_a_provider_that_refuses_the_account_is_named(site: Site, owner: Browser) -> None:
    site.phones.answers = [Outcome(Kind.ACCOUNT, code="20003")]
    site.invited()
    assert "The provider refuses our account (20003)." in said(owner.get("/trouble"))
    site.clock.advance(timedelta(minutes=6))
    site.settle()
    assert "refuses our account" not in said(owner.get("/trouble"))


def test_only_owners_see_it_and_only_their_own(site: Site, owner: Browser) -> None:
    site.a_network()
    gives_up(site, "partners")
    site.an_account("org@example.org", "organiser")
    site.an_organisation("annet", "other@example.org")
    assert site.organiser("org@example.org").get("/trouble").status_code == 403
    assert "Nothing has failed for good." in said(
        site.organiser("other@example.org", Accept_Language="en").get("/trouble")
    )
    assert owner.get("/trouble/nothing/inbox-1/discard").status_code == 404


def test_what_is_lost_is_known_of_every_message() -> None:
    words = Environment(loader=FileSystemLoader(TEMPLATES)).get_template("console/trouble_words.html").module
    plain = lambda text, **values: text  # noqa: E731
    for name in catalogue():
        assert words.about_words(name, plain).strip() != name  # type: ignore[attr-defined]
        assert "was to bring about" not in words.lost_words(name, plain)  # type: ignore[attr-defined]
    assert "was to bring about" in words.lost_words("unheard.of.v1", plain)  # type: ignore[attr-defined]


def test_web_asks_itself_too(site: Site, owner: Browser) -> None:
    site.a_network()
    said_of_it = next(message for message in site.heard if message.type == "network.changed.v1")
    with site.services["web"].database.transaction(by="system:test") as tx:
        store(tx, [said_of_it.to_json()])
    gives_up(site, "web")
    page = owner.get("/trouble")
    assert "These pages" in said(page)
    assert "It is discarded" in said(owner.follow(owner.press(owner.get(discarding(page)))))
    assert dead(site, "web") == []
