"""What follows from an entry or an announcement is said before; then there is a minute to take it back."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from werkzeug.test import TestResponse

from tests.services.web.site import Browser, Page, Row, Site, said

PHONE = "+447700900101"
ZAHRA = {"name": "Zahra Ahmadi", "contact": PHONE, "agreed": "yes"}


@pytest.fixture
def site(make_site: Callable[..., Site]) -> Site:
    """A site that waits a minute, as it does for people."""
    site = make_site(SAMLING_SENDING_UNDO="PT1M")
    site.an_organisation()
    return site


@pytest.fixture
def organiser(site: Site) -> Browser:
    return site.organiser(Accept_Language="en")


def people_of(network: Row) -> str:
    return f"/networks/{network['id']}/people"


def passes(site: Site, **span: float) -> None:
    site.clock.advance(timedelta(**span))
    site.settle()


def a_series_date(site: Site, network: Row) -> Row:
    """An announced gathering on 9 March, whose invitations go out two weeks before."""
    body = {
        "network_id": network["id"],
        "title": {"nb": "Kafé"},
        "rrule": "FREQ=MONTHLY;COUNT=1",
        "starts_at": "2027-03-09T17:00",
        "timezone": "Europe/Oslo",
        "duration": "PT2H",
        "invite_before": "P14D",
    }
    series = site.post("events/series", body)
    site.post(f"events/series/{series['id']}/publish", {})
    [date] = site.call("get", f"events/series/{series['id']}/events").json["items"]
    return date


def pressed(browser: Browser, page: TestResponse, action: str, **values: str) -> TestResponse:
    """The page after the button of the form with this address."""
    form = next(form for form in Page(page.text).forms if form.action == action)
    return browser.follow(browser.post(action, form.values | values))


def entered(browser: Browser, network: Row, **fields: str) -> TestResponse:
    path = people_of(network)
    return pressed(browser, browser.get(path), path, **(ZAHRA | fields))


def looks_again(browser: Browser, page: TestResponse) -> TestResponse:
    """As the page does by itself."""
    asked = [named["hx-get"] for _, named in Page(page.text).tags if named.get("id") == "going" and "hx-get" in named]
    assert asked, "the page does not look again"
    return browser.get(asked[0] or "", **{"HX-Request": "true"})


@pytest.mark.parametrize(
    ("sending", "days", "publish", "told"),
    [("on", 8, True, True), ("held", 8, True, False), ("on", 8, False, False), ("on", -1, True, False)],
)
def test_to_which_gatherings_whoever_is_entered_is_invited_stands_above_the_button(
    site: Site, organiser: Browser, sending: str, days: float, publish: bool, told: bool
) -> None:
    network = site.a_network(sending=sending)
    site.an_event(network, days=8 if days < 0 else days, publish=publish)
    if days < 0:
        passes(site, days=9)
    words = said(site.organiser(Accept_Language="en").get(people_of(network)))
    assert (
        "Whoever has agreed and is entered now is invited to 1 gathering: Tuesday, 12 January 2027" in words
    ) is told
    assert ("The invitations wait one minute before they go out." in words) is told


def test_a_gathering_that_is_called_off_is_none_of_them(site: Site, organiser: Browser) -> None:
    network = site.a_network()
    event = site.an_event(network)
    site.post(f"events/events/{event['id']}/cancel", {})
    assert "and is entered now" not in said(organiser.get(people_of(network)))


def test_a_gathering_whose_invitations_are_not_due_is_none_of_them(site: Site, organiser: Browser) -> None:
    network = site.a_network()
    a_series_date(site, network)
    assert "Whoever has agreed and is entered now" not in said(organiser.get(people_of(network)))
    site.clock.advance(timedelta(days=56))
    assert "Whoever has agreed and is entered now" in said(site.organiser(Accept_Language="en").get(people_of(network)))


def test_who_was_entered_by_mistake_is_taken_off_and_never_hears_of_it(site: Site, organiser: Browser) -> None:
    network = site.a_network()
    site.an_event(network)
    site.an_event(network, days=15)
    page = entered(organiser, network)
    assert "Sending starts in a moment" in said(page)
    site.settle()
    site.clock.advance(timedelta(seconds=2))
    page = looks_again(organiser, page)
    assert "Sending starts in 58 seconds 2 messages wait to be sent." in said(page)
    after = pressed(organiser, page, f"{people_of(network)}/undo")
    assert "is erased" in said(after)
    passes(site, minutes=5)
    assert site.phones.texts == []


def test_twin_who_is_left_in_hears_of_it_and_the_page_says_so(site: Site, organiser: Browser) -> None:
    network = site.a_network()
    site.an_event(network)
    page = entered(organiser, network)
    site.settle()
    passes(site, minutes=1)
    page = looks_again(organiser, page)
    assert "1 message has gone out." in said(page)
    assert "hx-get" not in page.text.partition('id="going"')[2].partition(">")[0]
    assert len(site.phones.to(PHONE)) == 1


def test_later_the_same_address_says_nothing_of_it(site: Site, organiser: Browser) -> None:
    network = site.a_network()
    site.an_event(network)
    page = entered(organiser, network)
    site.settle()
    passes(site, minutes=10)
    words = said(organiser.get(page.request.full_path))
    assert "Entered just now." in words
    assert "gone out" not in words


def test_who_did_not_agree_is_waited_for_in_vain(site: Site, organiser: Browser) -> None:
    network = site.a_network()
    site.an_event(network)
    assert "Sending starts" not in said(entered(organiser, network, agreed=""))


def test_who_was_known_and_joined_by_mistake_is_not_told_unless_she_comes_back(site: Site, organiser: Browser) -> None:
    first, network = site.a_network(), site.a_network(slug="annet", name="Annet")
    site.a_member(first, "Zahra Ahmadi", phone=PHONE)
    site.an_event(network)
    path = people_of(network)
    asked = organiser.post(path, Page(organiser.get(path).text).forms[0].values | ZAHRA)
    page = pressed(organiser, asked, path)
    site.settle()
    assert "1 message waits to be sent." in said(looks_again(organiser, page))
    pressed(organiser, page, f"{path}/undo")
    passes(site, minutes=5)
    assert site.phones.texts == []
    asked = organiser.post(path, Page(organiser.get(path).text).forms[0].values | ZAHRA)
    pressed(organiser, asked, path)
    passes(site, minutes=1)
    passes(site, minutes=1)
    assert len(site.phones.to(PHONE)) == 1


def test_a_list_says_it_too_and_leads_to_the_stop(site: Site, organiser: Browser) -> None:
    network = site.a_network()
    site.an_event(network)
    path = f"{people_of(network)}/paste"
    form = Page(organiser.get(path).text).forms[-1]
    checked = organiser.post(path, form.values | {"lines": f"Zahra Ahmadi, {PHONE}", "agreed": "yes"})
    assert "is invited to 1 gathering" in said(checked)
    add = next(form for form in Page(checked.text).forms if form.action == f"{path}/add")
    done = organiser.post(f"{path}/add", add.values)
    sending = f"/networks/{network['id']}/sending"
    assert f'id="state" hx-get="{sending}"' in done.text
    assert "Until then you can stop them." in said(done)
    site.settle()
    page = organiser.get(sending)
    assert "Sending starts in 60 seconds" in said(page)
    pressed(organiser, page, f"{sending}/hold")
    passes(site, minutes=5)
    assert site.phones.texts == []


def test_the_page_of_a_gathering_counts_down_and_stops_it(site: Site, organiser: Browser) -> None:
    network = site.a_network()
    site.a_member(network, "Zahra Ahmadi", phone=PHONE, email="zahra@example.org")
    event = site.an_event(network, publish=False)
    path = f"/events/{event['id']}"
    page = organiser.follow(organiser.press(organiser.get(f"{path}/publish"), "now"))
    assert "No message has gone out yet." in said(page)
    site.settle()
    page = organiser.get(path)
    assert "Sending starts in 60 seconds 2 messages wait to be sent. Stop" in said(page)
    assert "Sending starts in 60 seconds" in said(looks_again(organiser, page))
    held = pressed(organiser, page, f"/networks/{network['id']}/sending/hold")
    assert "Nothing more is sent." in said(held)
    passes(site, minutes=5)
    assert (site.phones.texts, site.mailboxes.mails) == ([], [])
    assert "What has not gone out waits until sending is turned on." in said(organiser.get(path))


def test_members_are_invited_earlier_than_planned_when_an_organiser_says_so(site: Site, organiser: Browser) -> None:
    network = site.a_network()
    site.a_member(network, "Zahra Ahmadi", phone=PHONE)
    event = a_series_date(site, network)
    page = organiser.get(f"/events/{event['id']}")
    assert "They go out on Tuesday, 23 February 2027 at 17:00. Invite now" in said(page)
    asked = organiser.get(f"/events/{event['id']}/invite")
    assert "1 person gets it" in said(asked)
    assert "Until then you can stop them." in said(asked)
    done = organiser.follow(organiser.press(asked))
    assert "The members are invited now." in said(done)
    passes(site, minutes=1)
    passes(site, minutes=1)
    assert len(site.phones.to(PHONE)) == 1
    again = organiser.get(f"/events/{event['id']}/invite")
    assert "The members are invited already" in said(again)
    assert not Page(again.text).forms[1:], "there is nothing to press but signing out"


def test_what_is_not_announced_invites_nobody(site: Site, organiser: Browser) -> None:
    network = site.a_network()
    site.a_member(network, "Zahra Ahmadi", phone=PHONE)
    event = a_series_date(site, network)
    form = next(
        one for one in Page(organiser.get(f"/events/{event['id']}/invite").text).forms if "/invite" in one.action
    )
    draft = site.an_event(network, publish=False)
    answer = organiser.post(f"/events/{draft['id']}/invite", form.values)
    assert "the gathering is not announced" in said(answer)
    site.settle()
    assert site.call("get", f"events/events/{draft['id']}").json["status"] == "draft"


def test_twin_what_nobody_stops_goes_out(site: Site, organiser: Browser) -> None:
    network = site.a_network()
    site.a_member(network, "Zahra Ahmadi", phone=PHONE)
    event = site.an_event(network)
    passes(site, minutes=1)
    words = said(organiser.get(f"/events/{event['id']}"))
    assert "They have gone out." in words
    assert "Stop" not in words
    assert len(site.phones.texts) == 1


def test_a_host_sees_the_minute_and_an_organiser_alone_stops_it(site: Site) -> None:
    network = site.a_network()
    site.a_member(network, "Zahra Ahmadi", phone=PHONE)
    event = site.an_event(network)
    for role, sees in (("host", True), ("reader", False)):
        site.an_account(f"{role}@example.org", role)
        page = site.organiser(f"{role}@example.org", Accept_Language="en").get(f"/events/{event['id']}")
        assert page.status_code == 200
        assert ("Sending starts in 60 seconds" in said(page)) is sees
        assert "/sending/hold" not in page.text


def test_the_sending_page_of_a_network_that_sends_says_what_waits(site: Site, organiser: Browser) -> None:
    network = site.a_network()
    site.a_member(network, "Zahra Ahmadi", phone=PHONE)
    site.an_event(network)
    passes(site, minutes=1)
    site.a_member(network, "Selam Tesfay", phone="+447700900102")
    site.settle()
    words = said(organiser.get(f"/networks/{network['id']}/sending"))
    assert "Sending starts in 60 seconds 1 message waits to be sent." in words
    assert "nobody has got anything" not in words
