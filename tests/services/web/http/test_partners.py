"""Organisers say who may know what; a secret is shown once and lies nowhere."""

import pytest
from werkzeug.test import TestResponse

from tests.services.web.site import Browser, Page, Site, said


@pytest.fixture
def organiser(site: Site) -> Browser:
    site.an_organisation()
    return site.organiser(Accept_Language="en")


def added(organiser: Browser, name: str = "Velferdssystemet") -> str:
    """The page of a new partner."""
    made = organiser.press(organiser.get("/partners"), name=name)
    assert made.status_code == 303
    return made.headers["Location"].partition("?")[0]


def button(organiser: Browser, path: str, ending: str, **values: str) -> TestResponse:
    (form,) = [form for form in Page(organiser.get(path).text).forms if form.action.endswith(ending)]
    return organiser.post(form.action, form.values | values)


def test_no_partner_is_needed_and_the_page_says_so(organiser: Browser) -> None:
    words = said(organiser.get("/partners"))
    assert "There is no partner yet." in words
    assert "only of people who agreed" in words


def test_a_partner_is_added_once_however_often_the_button_is_pressed(site: Site, organiser: Browser) -> None:
    page = organiser.get("/partners")
    for _ in range(2):
        organiser.press(page, name="Velferdssystemet")
    assert len(site.call("get", "partners/partners").json["items"]) == 1
    empty = organiser.press(page, name=" ")
    assert (empty.status_code, "This field is needed" in said(empty) or "Write it differently" in said(empty)) == (
        422,
        True,
    )


def test_it_may_know_of_a_network_until_that_is_ended(site: Site, organiser: Browser) -> None:
    network = site.a_network()
    path = added(organiser)
    assert "None yet, so it is told nothing." in said(organiser.get(path))
    after = organiser.follow(button(organiser, path, "/grants", network=network["id"]))
    assert "From now on it is told who came in this network" in said(after)
    assert not [form for form in Page(after.text).forms if form.action.endswith("/grants")]
    ended = organiser.follow(button(organiser, path, "/end"))
    assert "It is told nothing new of this network." in said(ended)
    unknown = organiser.post(f"{path}/grants", Page(ended.text).forms[-1].values | {"network": "net_other"})
    assert "Choose one of your networks." in said(organiser.follow(unknown))


def test_an_access_is_shown_once_and_closed_for_good(site: Site, organiser: Browser) -> None:
    path = added(organiser)
    (form,) = [form for form in Page(organiser.get(path).text).forms if form.action == f"{path}/tokens"]
    shown = organiser.post(form.action, form.values)
    assert shown.headers["Cache-Control"] == "no-store"
    assert "Set-Cookie" not in shown.headers
    token = shown.text.partition("<textarea")[2].partition(">")[2].partition("</textarea>")[0]
    assert len(token) > 40
    again = organiser.post(form.action, form.values)
    assert token not in again.text
    assert "This was shown before" in said(again)
    after = organiser.get(path)
    assert token not in after.text
    assert not any(token in str(rows) for rows in site.rows().values())
    (closing,) = [link for link in Page(after.text).links if link.endswith("/revoke")]
    done = organiser.follow(organiser.press(organiser.get(closing)))
    assert "This key is closed" in said(done)
    assert "No key is open." in said(done)


def test_without_a_broker_a_sentence_says_so(organiser: Browser) -> None:
    path = added(organiser)
    after = organiser.follow(button(organiser, path, "/queue"))
    assert "This installation has no message broker for partners" in said(after)


def test_only_an_owner_has_the_buttons_of_the_queue(site: Site, organiser: Browser) -> None:
    path = added(organiser)
    site.an_account("org@example.org", "organiser")
    other = site.organiser("org@example.org", Accept_Language="en")
    page = other.get(path)
    assert "Only an owner makes or removes a queue." in said(page)
    kept = Page(page.text).forms[-1].values
    assert other.post(f"{path}/queue", kept).status_code == 403
    assert other.get(f"{path}/queue/remove").status_code == 403


def test_removing_asks_first_and_says_what_is_lost(site: Site, organiser: Browser) -> None:
    path = added(organiser)
    before = site.rows()
    sure = organiser.get(f"{path}/remove")
    assert "This cannot be undone" in said(sure)
    assert site.rows() == before
    assert "The partner is removed" in said(organiser.follow(organiser.press(sure)))
    assert organiser.get(path).status_code == 404


def test_hosts_and_other_organisations_see_none(site: Site, organiser: Browser) -> None:
    path = added(organiser)
    site.an_account("host@example.org", "host")
    site.an_organisation("annet", "other@example.org")
    assert site.organiser("host@example.org").get("/partners").status_code == 403
    assert site.organiser("other@example.org").get(path).status_code == 404
