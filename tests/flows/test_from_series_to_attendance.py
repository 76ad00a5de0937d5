"""The main job, from a series to attendance, on real phones and mailboxes of the sandbox."""

from datetime import datetime, timedelta

import pytest

from tests.support.product import TestProduct
from tests.support.sent_calendars import calendar_of, event_of

TIMES = ("starts_at", "ends_at")
AMAL, FATIMA = "+447700900101", "+447700900103"


def test_who_answers_by_sms_has_a_seat_and_is_told_where_to_come(product: TestProduct) -> None:
    network = product.a_network()
    fatima = product.a_member(network, "Fatima Warsame", phone=FATIMA)
    event = product.an_event(network)
    (invitation,) = product.phone(FATIMA)
    assert invitation.body.startswith("Kvinnenett")
    assert "Biblioteket" not in invitation.body  # neutral until she says yes
    product.texts(FATIMA, "1")
    assert product.registrations(event) == {fatima["id"]: "confirmed"}
    assert "Biblioteket" in product.phone(FATIMA)[-1].body
    product.audit()


@pytest.mark.slow
def test_a_cancelled_seat_goes_to_the_first_in_line_who_is_told_in_her_language(product: TestProduct) -> None:
    network = product.a_network()
    fatima = product.a_member(network, "Fatima Warsame", phone=FATIMA)
    amal = product.a_member(network, "Amal Haddad", phone=AMAL, language="ar")
    event = product.an_event(network, capacity=1)
    product.texts(FATIMA, "ja")
    product.texts(AMAL, "نعم")
    assert product.registrations(event) == {fatima["id"]: "confirmed", amal["id"]: "waitlisted"}
    before = len(product.phone(AMAL))
    product.texts(FATIMA, "nei")
    assert product.registrations(event) == {fatima["id"]: "declined", amal["id"]: "confirmed"}
    assert len(product.phone(AMAL)) == before + 1
    assert any("\u0600" <= letter <= "\u06ff" for letter in product.phone(AMAL)[-1].body)
    product.audit()


@pytest.mark.slow
def test_a_moved_event_moves_its_calendar_entry_and_a_cancelled_one_removes_it(product: TestProduct) -> None:
    network = product.a_network()
    product.a_member(network, "Olena Kovalenko", email="olena@example.org", language="en")
    event = product.an_event(network)
    later = {key: (datetime.fromisoformat(event[key]) + timedelta(hours=2)).isoformat() for key in TIMES}
    product.do("POST", f"events/events/{event['id']}/reschedule", later)
    product.do("POST", f"events/events/{event['id']}/cancel", {"reason": "illness"})
    invited, moved, cancelled = [calendar_of(mail) for mail in product.mailbox("olena@example.org")]
    assert ["METHOD:REQUEST" in invited, "METHOD:REQUEST" in moved, "METHOD:CANCEL" in cancelled] == [True] * 3
    events = [event_of(text) for text in (invited, moved, cancelled)]
    assert len({str(entry["uid"]) for entry in events}) == 1
    sequences = [int(entry["sequence"]) for entry in events]
    assert sequences == sorted(set(sequences))
    assert events[1]["dtstart"].dt - events[0]["dtstart"].dt == timedelta(hours=2)
    assert str(events[2]["status"]) == "CANCELLED"
    product.audit()


@pytest.mark.slow
def test_each_person_has_her_own_reply_address_and_sees_nobody_else(product: TestProduct) -> None:
    network = product.a_network()
    for name in ("olena", "rana"):
        product.a_member(network, f"{name.title()} Test", email=f"{name}@example.org", language="en")
    product.an_event(network)
    organizers = []
    for name, other in (("olena", "rana"), ("rana", "olena")):
        (mail,) = product.mailbox(f"{name}@example.org")
        entry = event_of(calendar_of(mail))
        organizers.append(str(entry["organizer"]))
        assert str(entry["attendee"]).lower() == f"mailto:{name}@example.org"
        assert other not in mail.as_string().lower()
    assert len(set(organizers)) == 2


@pytest.mark.slow
def test_nothing_is_sent_before_the_organiser_starts_inviting(product: TestProduct) -> None:
    network = product.a_network(sending="held")
    product.a_member(network, "Fatima Warsame", phone=FATIMA)
    product.an_event(network)
    assert product.phone(FATIMA) == []
    product.audit()
    product.do("PATCH", f"events/networks/{network['id']}", {"sending": "on"})
    assert len(product.phone(FATIMA)) == 1
    product.audit()


@pytest.mark.slow
def test_who_joins_later_is_invited_to_the_dates_still_open(product: TestProduct) -> None:
    network = product.a_network()
    product.an_event(network)
    product.a_member(network, "Fatima Warsame", phone=FATIMA)
    assert len(product.phone(FATIMA)) == 1
    product.audit()


@pytest.mark.slow
def test_a_series_invites_its_next_date_two_weeks_before_and_not_a_year_at_once(product: TestProduct) -> None:
    network = product.a_network()
    product.a_member(network, "Fatima Warsame", phone=FATIMA)
    series = product.do(
        "POST",
        "events/series",
        {
            "network_id": network["id"],
            "title": {"nb": "Månedens samling"},
            "rrule": "FREQ=MONTHLY;BYDAY=2TU",
            "starts_at": "2027-02-09T17:00",
            "timezone": "Europe/Oslo",
            "duration": "PT2H",
            "capacity": 20,
            "invite_before": "P14D",
        },
    )
    product.do("POST", f"events/series/{series['id']}/publish", {})
    assert product.phone(FATIMA) == []
    product.pass_time(timedelta(days=23))
    assert len(product.phone(FATIMA)) == 1
    product.pass_time(timedelta(days=14))
    product.audit()


@pytest.mark.slow
def test_a_reminder_comes_once_the_day_before_and_moves_with_the_event(product: TestProduct) -> None:
    network = product.a_network()
    product.a_member(network, "Fatima Warsame", phone=FATIMA)
    event = product.an_event(network, in_days=5)
    product.texts(FATIMA, "1")
    later = {key: event[key].replace("2027-01-09", "2027-01-11") for key in ("starts_at", "ends_at")}
    product.do("POST", f"events/events/{event['id']}/reschedule", later)
    before = len(product.phone(FATIMA))
    product.pass_time(timedelta(days=4, hours=12))
    assert len(product.phone(FATIMA)) == before
    product.pass_time(timedelta(days=1, hours=13))
    assert len(product.phone(FATIMA)) == before + 1
    product.pass_time(timedelta(days=3))
    assert len(product.phone(FATIMA)) == before + 1
    product.audit()


@pytest.mark.slow
def test_at_night_the_phone_stays_silent(product: TestProduct) -> None:
    network = product.a_network(quiet_hours=["21:00", "08:00"])
    product.a_member(network, "Fatima Warsame", phone=FATIMA)
    product.pass_time(timedelta(hours=12))  # midnight in Oslo
    product.an_event(network)
    assert product.phone(FATIMA) == []
    product.pass_time(timedelta(hours=7, minutes=59))
    assert product.phone(FATIMA) == []
    product.pass_time(timedelta(minutes=2))
    assert len(product.phone(FATIMA)) == 1
    product.audit()
