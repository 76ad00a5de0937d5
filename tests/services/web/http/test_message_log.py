"""An organiser sees what was sent about an event, by name and in words, and sends again what failed."""

from datetime import timedelta

from sqlalchemy import update

from services.notifications.channels.outcome import Kind, Outcome
from services.notifications.notification import Notification
from tests.services.web.site import Browser, Page, Row, Site, said


def log(site: Site) -> tuple[Row, Browser]:
    site.an_organisation()
    network = site.a_network()
    site.a_member(network, "Zahra Ahmadi", phone="+447700900101", email="zahra@example.org")
    site.a_member(network, "Selam Tesfay", call_name="Selam", phone="+447700900102", protected=True)
    return site.an_event(network), site.organiser(Accept_Language="en")


def test_before_anything_is_sent_it_says_so(site: Site) -> None:
    site.an_organisation()
    event = site.an_event(site.a_network(), publish=False)
    assert "There is nothing here yet." in said(
        site.organiser(Accept_Language="en").get(f"/events/{event['id']}/messages")
    )


def test_names_words_and_what_the_provider_said(site: Site) -> None:
    event, organiser = log(site)
    words = said(organiser.get(f"/events/{event['id']}/messages"))
    for text in ("Zahra Ahmadi Invitation SMS", "Zahra Ahmadi Invitation E-mail", "The provider took it."):
        assert text in words
    assert "Selam Invitation SMS" in words
    assert "Tesfay" not in words


def test_one_state_alone_is_shown_and_only_a_known_one(site: Site) -> None:
    event, organiser = log(site)
    path = f"/events/{event['id']}/messages"
    assert "There is no such message." in said(organiser.get(f"{path}?state=failed"))
    assert "Only: Sent" in said(organiser.get(f"{path}?state=sent"))
    assert "Only:" not in said(organiser.get(f"{path}?state=<script>"))


def test_one_person_alone_is_found_by_a_part_of_the_name_or_the_end_of_the_phone(site: Site) -> None:
    event, organiser = log(site)
    path = f"/events/{event['id']}/messages"
    for asked in ("ahma", "0101"):
        words = said(organiser.get(f"{path}?name={asked}"))
        assert ("Zahra Ahmadi Invitation SMS" in words, "Selam" in words) == (True, False)
    for protected in ("Tesfay", "0102", "nobody"):
        words = said(organiser.get(f"{path}?name={protected}"))
        assert "Nobody who is invited to this gathering is called so." in words
        assert "Invitation SMS" not in words
    assert "There is no such message." in said(organiser.get(f"{path}?name=selam&state=failed"))


def test_what_failed_is_sent_again_once_however_often_it_is_pressed(site: Site) -> None:
    site.phones.answers = [Outcome(Kind.REFUSED, code="21614")]
    event, organiser = log(site)
    path = f"/events/{event['id']}/messages"
    page = organiser.get(f"{path}?state=failed&name=a")
    assert "The provider refused it (21614)." in said(page)
    assert "This is not a mobile number." in said(page)
    (form,) = [form for form in Page(page.text).forms if form.action.endswith("/again")]
    before = len(site.phones.texts)
    for _ in range(2):
        assert 'value="a"' in organiser.follow(organiser.post(form.action, form.values)).text, "who is looked for stays"
        assert "It is sent again now." in said(organiser.follow(organiser.post(form.action, form.values)))
    site.settle()
    assert len(site.phones.texts) == before + 1
    later = organiser.post(form.action, form.values | {"once": "another form"})
    assert "Nothing was sent twice." in said(organiser.follow(later))


def test_a_person_who_was_erased_has_no_name(site: Site) -> None:
    event, organiser = log(site)
    for person in site.call("get", "registrations/participants").json["items"]:
        site.call("delete", f"registrations/participants/{person['id']}")
    site.settle()
    words = said(organiser.get(f"/events/{event['id']}/messages"))
    assert "Somebody who is deleted" in words
    assert "Zahra" not in words


def test_only_organisers_of_this_organisation_read_it(site: Site) -> None:
    event, _ = log(site)
    site.an_account("host@example.org", "host")
    site.an_organisation("annet", "other@example.org")
    path = f"/events/{event['id']}/messages"
    assert site.organiser("host@example.org").get(path).status_code == 403
    assert site.organiser("other@example.org").get(path).status_code == 404


def test_what_gave_up_says_so_and_can_go_again(site: Site) -> None:
    event, organiser = log(site)
    with site.services["notifications"].database.transaction(by="system:test") as tx:
        gone = {"state": "queued", "due_at": None, "dead_at": tx.now, "last_error": "cannot be written: KeyError"}
        tx.execute(update(Notification).where(Notification.channel == "email").values(gone))
    path = f"/events/{event['id']}/messages"
    page = organiser.get(path)
    assert "The text could not be written." in said(page)
    (form,) = [form for form in Page(page.text).forms if form.action.endswith("/again")]
    organiser.post(form.action, form.values)
    site.settle()
    assert "The text could not be written." not in said(organiser.get(path))


def test_the_newest_come_first_and_what_waits_says_when_it_goes_out(site: Site) -> None:
    event, organiser = log(site)
    person = site.call("get", "registrations/participants").json["items"][0]["id"]
    site.clock.advance(timedelta(minutes=1))
    site.post(f"registrations/events/{event['id']}/registrations", {"participant_id": person, "answer": "accepted"})
    words = said(organiser.get(f"/events/{event['id']}/messages"))
    assert "Every message, the newest first" in words
    assert words.index("Reminder") < words.index("Invitation E-mail")
    assert "Reminder SMS Goes out on Monday, 11 January 2027 at 12:00 Waits to be sent" in words
    assert words.count("Goes out on") == 2, "nothing is said of when what was sent goes out"


def test_older_ones_stand_on_the_next_page(site: Site) -> None:
    site.an_organisation()
    network = site.a_network()
    for number in range(51):
        site.a_member(network, f"Person {chr(97 + number // 26)}{chr(97 + number % 26)}", phone=f"+4477009{number:05}")
    event = site.an_event(network)
    organiser = site.organiser(Accept_Language="en")
    page = organiser.get(f"/events/{event['id']}/messages?name=person&state=sent")
    link = next(link for link in Page(page.text).links if "cursor=" in link)
    assert "Earlier messages" in said(page)
    assert said(page).count("Invitation SMS") == 50
    words = said(organiser.get(link))
    assert words.count("Invitation SMS") == 1
    assert "Only: Sent" in words, "what is looked for goes on"
    assert "name=person" in link
