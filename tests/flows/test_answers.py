"""What people answer, on whichever channel, is understood and kept, or a person is asked."""

from datetime import timedelta

import pytest
import requests

from tests.support.product import TestProduct, bodies

PHONE = "+447700900104"


@pytest.mark.slow
def test_with_two_open_dates_a_word_is_answered_by_one_clear_question(product: TestProduct) -> None:
    network = product.a_network()
    zahra = product.a_member(network, "Zahra Ahmadi", phone=PHONE)
    first = product.an_event(network, in_days=5)
    second = product.an_event(network, in_days=12)
    before = len(product.phone(PHONE))
    product.texts(PHONE, "ja")
    assert product.registrations(first) == product.registrations(second) == {}
    (question,) = product.phone(PHONE)[before:]
    assert all(digit in question.body for digit in "1234")
    product.texts(PHONE, "3")
    assert product.registrations(first) == {}
    assert product.registrations(second) == {zahra["id"]: "confirmed"}
    product.audit()


@pytest.mark.slow
def test_mother_and_daughter_on_one_phone_are_told_apart(product: TestProduct) -> None:
    network = product.a_network()
    mother = product.a_member(network, "Maryam Ahmadi", phone=PHONE)
    daughter = product.a_member(network, "Zahra Ahmadi", phone=PHONE)
    event = product.an_event(network)
    product.texts(PHONE, "ja")
    assert product.registrations(event) == {}
    question = product.phone(PHONE)[-1].body
    assert "Maryam" in question
    assert "Zahra" in question
    product.texts(PHONE, "1")
    product.texts(PHONE, "4")
    answers = product.registrations(event)
    assert sorted(answers.values()) == ["confirmed", "declined"]
    assert set(answers) == {mother["id"], daughter["id"]}


@pytest.mark.slow
def test_an_unclear_reply_goes_to_a_person_and_is_never_guessed(product: TestProduct) -> None:
    network = product.a_network()
    product.a_member(network, "Zahra Ahmadi", phone=PHONE)
    event = product.an_event(network)
    product.texts(PHONE, "kan jeg ta med naboen kanskje?")
    assert product.registrations(event) == {}
    (reply,) = product.do("GET", "notifications/replies")["items"]
    assert reply["body"] == "kan jeg ta med naboen kanskje?"


@pytest.mark.slow
def test_the_same_text_delivered_twice_changes_nothing(product: TestProduct) -> None:
    network = product.a_network()
    product.a_member(network, "Zahra Ahmadi", phone=PHONE)
    event = product.an_event(network)
    product.texts(PHONE, "1")
    told = len(product.phone(PHONE))
    product.pass_time(timedelta(minutes=3))  # the same text is now also fetched from the provider's list
    assert len(product.phone(PHONE)) == told
    assert list(product.registrations(event).values()) == ["confirmed"]


@pytest.mark.slow
def test_a_reply_whose_webhook_was_lost_is_fetched(product: TestProduct) -> None:
    network = product.a_network()
    zahra = product.a_member(network, "Zahra Ahmadi", phone=PHONE)
    event = product.an_event(network)
    product.weather(sms={"webhook_dropped": 1})
    product.texts(PHONE, "1")
    assert product.registrations(event) == {}
    product.pass_time(timedelta(minutes=2))
    assert product.registrations(event) == {zahra["id"]: "confirmed"}
    product.audit()


@pytest.mark.slow
def test_stop_silences_the_phone_and_start_opens_it_again(product: TestProduct) -> None:
    network = product.a_network()
    product.a_member(network, "Zahra Ahmadi", phone=PHONE, email="zahra@example.org")
    product.an_event(network, in_days=5)
    product.texts(PHONE, "STOPP")
    silent, mails = len(product.phone(PHONE)), len(product.mailbox("zahra@example.org"))
    product.an_event(network, in_days=12)
    assert len(product.phone(PHONE)) == silent
    assert len(product.mailbox("zahra@example.org")) == mails + 1
    product.texts(PHONE, "START")
    product.an_event(network, in_days=19)
    assert any("Kvinnenett" in text.body for text in product.phone(PHONE)[silent:])
    product.audit()


@pytest.mark.slow
def test_she_asks_where_and_is_told(product: TestProduct) -> None:
    network = product.a_network()
    product.a_member(network, "Zahra Ahmadi", phone=PHONE)
    product.an_event(network)
    product.texts(PHONE, "Hvor?")
    assert "Biblioteket" in product.phone(PHONE)[-1].body


@pytest.mark.slow
def test_a_discreet_person_is_never_told_place_or_theme_by_sms(product: TestProduct) -> None:
    network = product.a_network(wording="open")
    product.a_member(network, "Zahra Ahmadi", phone=PHONE, discreet=True)
    product.an_event(network, theme={"nb": "Rettigheter"})
    for words in ("1", "hvor"):
        product.texts(PHONE, words)
    assert "Biblioteket" not in bodies(product.phone(PHONE))
    assert "Rettigheter" not in bodies(product.phone(PHONE))


@pytest.mark.slow
def test_a_changed_mind_and_a_party_of_three(product: TestProduct) -> None:
    network = product.a_network()
    zahra = product.a_member(network, "Zahra Ahmadi", phone=PHONE)
    event = product.an_event(network, capacity=3)
    product.texts(PHONE, "kanskje")
    assert product.registrations(event) == {zahra["id"]: "tentative"}
    product.texts(PHONE, "ja 3")
    (registration,) = product.do("GET", f"registrations/events/{event['id']}/registrations")["items"]
    assert (registration["status"], registration["party_size"]) == ("confirmed", 3)
    product.texts(PHONE, "nei takk")
    assert product.registrations(event) == {zahra["id"]: "declined"}
    product.audit()


@pytest.mark.slow
def test_a_forged_webhook_is_refused_and_changes_nothing(product: TestProduct) -> None:
    network = product.a_network()
    product.a_member(network, "Zahra Ahmadi", phone=PHONE)
    event = product.an_event(network)
    answer = requests.post(
        f"{product.running.local_address}/api/notifications/v1/twilio/inbound",
        data={"MessageSid": "SM" + "0" * 32, "From": PHONE, "To": "+447700900999", "Body": "1"},
        headers={"X-Twilio-Signature": "forged"},
        timeout=10,
    )
    product.settle()
    assert answer.status_code == 403
    assert product.registrations(event) == {}
