"""Nothing goes out before an organiser says so; then she has a minute to stop it, and sees what becomes of it."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from services.notifications.channels.outcome import Kind, Outcome
from services.notifications.service import Notifications
from tests.services.web.site import Browser, Page, Row, Site, said


@pytest.fixture
def site(make_site: Callable[..., Site]) -> Site:
    """A site that waits a minute, as it does for people."""
    return make_site(SAMLING_SENDING_UNDO="PT1M")


def held(site: Site) -> tuple[str, Row, Browser]:
    """A network with one gathering that waits: two by SMS, one of them by e-mail too, one with nothing."""
    site.an_organisation()
    network = site.a_network(sending="held")
    site.a_member(network, "Zahra Ahmadi", phone="+447700900101", email="zahra@example.org", language="ar")
    site.a_member(network, "Selam Tesfay", phone="+447700900102", language="ti")
    event = site.an_event(network)
    return f"/networks/{network['id']}/sending", event, site.organiser(Accept_Language="en")


def started(organiser: Browser, path: str) -> str:
    """The page after somebody pressed and confirmed."""
    pressed = organiser.press(organiser.get(f"{path}/start"))
    assert pressed.headers["Location"].endswith("?said=started")
    return pressed.headers["Location"]


def hold(organiser: Browser, path: str) -> str:
    form = next(form for form in Page(organiser.get(path).text).forms if form.action == f"{path}/hold")
    return said(organiser.follow(organiser.post(form.action, form.values)))


def test_what_waits_is_shown_in_each_language_with_its_cost(site: Site) -> None:
    path, _, organiser = held(site)
    page = organiser.get(path)
    words = said(page)
    assert "Sending is held: nothing goes out." in words
    assert "Invitation SMS 2" in words
    assert "Invitation E-mail 1" in words
    assert "The invitation: Gathering" in words
    assert 'lang="ar" dir="rtl"' in page.text
    assert "UCS-2: 70 characters fit into one" in words
    assert words.count("not checked yet") == 2
    assert site.phones.texts == []


def test_an_empty_network_says_what_to_do(site: Site) -> None:
    site.an_organisation()
    network = site.a_network(sending="held")
    words = said(site.organiser(Accept_Language="en").get(f"/networks/{network['id']}/sending"))
    assert "Nothing is waiting to be sent." in words
    assert "No gathering is announced yet" in words


def test_the_confirmation_states_numbers_and_starts_nothing(site: Site) -> None:
    path, _, organiser = held(site)
    before = site.rows()
    words = said(organiser.get(f"{path}/start"))
    assert "2 people get it" in words
    assert "SMS to pay for" in words
    assert "one minute" in words
    assert site.rows() == before


def test_within_the_minute_it_can_be_stopped_and_nobody_got_anything(site: Site) -> None:
    path, _, organiser = held(site)
    page = organiser.get(started(organiser, path))
    assert "Sending starts in a moment" in said(page)
    site.settle()
    assert "Sending starts in 60 seconds" in said(organiser.get(path))
    site.clock.advance(timedelta(seconds=45))
    site.settle()
    page = organiser.get(path)
    assert "Sending starts in 15 seconds" in said(page)
    assert 'hx-trigger="every 2s"' in page.text
    words = hold(organiser, path)
    assert "Nothing more is sent." in words
    assert "Sending is being stopped" in words
    assert "Nothing is waiting to be sent." not in words, "nobody has looked yet"
    site.settle()
    shown = organiser.get(path, **{"HX-Request": "true"})
    state = shown.text[shown.text.index('<section id="state"') : shown.text.index('<section class="part" id="test"')]
    assert 'hx-trigger="every 10s"' in state
    for text in ("Sending is held: nothing goes out.", "What is waiting", "Invitation</th>", f"{path}/start"):
        assert text in state
    site.clock.advance(timedelta(minutes=5))
    site.settle()
    assert (site.phones.texts, site.mailboxes.mails) == ([], [])
    assert "Sending is held: nothing goes out." in said(organiser.get(path))


def test_after_the_minute_it_goes_out_and_the_page_shows_how_far(site: Site) -> None:
    path, event, organiser = held(site)
    site.phones.answers = [Outcome(Kind.REFUSED, code="21614")]
    started(organiser, path)
    site.settle()
    site.clock.advance(timedelta(seconds=61))
    assert "Messages are being sent." in said(organiser.get(path))
    site.settle()
    page = organiser.get(path)
    words = said(page)
    assert "Sending is on. Nothing waits to be sent now." in words
    assert "Sent 2" in words
    assert "Failed 1" in words
    assert f"/events/{event['id']}/messages?state=failed" in page.text
    assert "Nothing more is sent." in hold(organiser, path)
    site.post(f"events/events/{event['id']}/reschedule", {"starts_at": "2027-02-16T17:00:00+01:00"})
    words = said(organiser.get(f"{path}/start"))
    assert "The gathering is moved, SMS: 1" in words
    assert "get it" not in words, "the invitation went out before"


def test_who_confirms_what_was_changed_meanwhile_looks_again(site: Site) -> None:
    path, _, organiser = held(site)
    sure = organiser.get(f"{path}/start")
    network = path.split("/")[2]
    site.call("patch", f"events/networks/{network}", {"signature": "Et annet"}).raise_for_problem()
    after = organiser.follow(organiser.press(sure))
    assert "Somebody else changed this network" in said(after)
    assert site.call("get", f"events/networks/{network}").json["sending"] == "held"
    for revision in ("", "*", '1"\r\nX: y', "١"):
        form = Page(sure.text).forms[-1]
        pressed = organiser.post(form.action, form.values | {"revision": revision})
        assert pressed.headers["Location"].endswith("?said=changed")
    assert site.call("get", f"events/networks/{network}").json["sending"] == "held"


def test_a_stop_counts_whatever_else_was_changed(site: Site) -> None:
    path, _, organiser = held(site)
    started(organiser, path)
    site.settle()
    page = organiser.get(path)
    network = path.split("/")[2]
    site.call("patch", f"events/networks/{network}", {"signature": "Et annet"}).raise_for_problem()
    form = next(form for form in Page(page.text).forms if form.action == f"{path}/hold")
    organiser.post(form.action, form.values)
    assert site.call("get", f"events/networks/{network}").json["sending"] == "held"


def test_an_organiser_sends_herself_a_test_and_sees_that_it_went(site: Site) -> None:
    path, _, organiser = held(site)
    page = organiser.get(path)
    values = {"channel": "sms", "contact": "+447700900555", "language": "ar"}
    form = next(form for form in Page(page.text).forms if "/test" in form.action)
    made = organiser.post(f"{path}/test", form.values | values)
    assert made.status_code == 303
    shown = made.headers["Location"].partition("#")[0]
    assert "The test is on its way" in said(organiser.get(shown))
    site.settle()
    assert "The test is sent." in said(organiser.get(shown))
    (text,) = site.phones.to("+447700900555")
    assert "ندعوكم" in text
    assert "+447700900555" not in shown


def test_a_test_that_cannot_go_keeps_what_was_typed_and_says_why(site: Site) -> None:
    path, _, organiser = held(site)
    form = next(form for form in Page(organiser.get(path).text).forms if "/test" in form.action)
    values = form.values | {"channel": "sms", "contact": "12", "language": "ar"}
    wrong = organiser.post(f"{path}/test", values)
    assert (wrong.status_code, 'value="12"' in wrong.text) == (422, True)
    assert "Nothing can be sent there." in said(wrong)
    assert "Nothing is sent: look at the marked fields." in said(wrong)
    assert "saved" not in said(wrong)
    for number in range(10):
        organiser.post(f"{path}/test", values | {"contact": "40 00 05 55", "once": str(number)})
    many = organiser.post(f"{path}/test", values | {"contact": "+447700900555", "once": "one more"})
    assert "ten tests within the hour" in said(many)


def test_only_organisers_of_this_organisation_hold_the_catch(site: Site) -> None:
    path, _, organiser = held(site)
    site.an_account("host@example.org", "host")
    site.an_organisation("annet", "other@example.org")
    host, other = site.organiser("host@example.org"), site.organiser("other@example.org")
    form = Page(organiser.get(f"{path}/start").text).forms[-1]
    for one, status in ((host, 403), (other, 404)):
        assert one.get(path).status_code == status
        token = Page(one.get("/").text).forms[0].values["csrf"]
        assert one.post(f"{path}/start", form.values | {"csrf": token}).status_code == status
        assert one.post(f"{path}/hold", form.values | {"csrf": token}).status_code == status


def test_a_way_that_is_not_set_up_is_named(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    path, _, organiser = held(site)
    service = site.services["notifications"]
    assert isinstance(service, Notifications)
    monkeypatch.setitem(service.app.extensions["notifications.house"].waits, "sms", "channel off")
    assert "This way of sending is not set up on this installation." in said(organiser.get(path))
