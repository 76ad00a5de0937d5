"""The world refuses, hangs, repeats and drops; nobody is told twice by SMS, and nobody is forgotten."""

from datetime import timedelta

import pytest

from tests.support.product import TestProduct

PHONE = "+447700900105"


def invited(product: TestProduct, **contact: str) -> None:
    network = product.a_network()
    product.a_member(network, "Rana Khalil", **(contact or {"phone": PHONE}))
    product.an_event(network)


@pytest.mark.slow
def test_a_text_the_provider_took_without_answering_is_not_sent_again(product: TestProduct) -> None:
    product.weather(sms={"time_out_after_accepting": 1, "hold_seconds": 1})
    invited(product)
    product.weather()
    product.pass_time(timedelta(minutes=5))
    assert len(product.phone(PHONE)) == 1
    product.pass_time(timedelta(hours=1))
    assert len(product.phone(PHONE)) == 1
    product.audit()


@pytest.mark.slow
def test_a_text_the_provider_never_took_is_sent_once(product: TestProduct) -> None:
    product.weather(sms={"time_out_before_accepting": 1, "hold_seconds": 1})
    invited(product)
    product.weather()
    for _ in range(6):
        product.pass_time(timedelta(minutes=2))
    assert len(product.phone(PHONE)) == 1
    product.audit()


@pytest.mark.slow
def test_too_many_requests_are_tried_again_when_the_provider_says(product: TestProduct) -> None:
    product.weather(sms={"too_many": 1, "retry_after": 5})
    invited(product)
    assert product.phone(PHONE) == []
    product.weather()
    for _ in range(5):
        product.pass_time(timedelta(minutes=1))
    assert len(product.phone(PHONE)) == 1
    product.audit()


@pytest.mark.slow
def test_a_number_the_provider_refuses_is_failed_and_shown(product: TestProduct) -> None:
    product.weather(sms={"refuse": 1})
    invited(product)
    (notification,) = product.do("GET", "notifications/notifications")["items"]
    assert notification["state"] == "failed"
    product.audit()


@pytest.mark.slow
def test_a_mail_dropped_after_data_comes_again_with_the_same_identity(product: TestProduct) -> None:
    product.weather(smtp={"drop_after_data": 1})
    invited(product, email="rana@example.org")
    product.weather()
    for _ in range(6):
        product.pass_time(timedelta(minutes=2))
    mails = product.mailbox("rana@example.org")
    assert 1 <= len(mails) <= 2
    assert len({mail["Message-ID"] for mail in mails}) == 1
    assert len({mail.as_bytes() for mail in mails}) == 1
    (notification,) = product.do("GET", "notifications/notifications")["items"]
    assert notification["state"] in ("sent", "delivered")
    product.audit()


@pytest.mark.slow
def test_a_mail_server_that_is_busy_is_asked_again(product: TestProduct) -> None:
    product.weather(smtp={"defer": 1})
    invited(product, email="rana@example.org")
    assert product.mailbox("rana@example.org") == []
    product.weather()
    for _ in range(8):
        product.pass_time(timedelta(minutes=5))
    assert len(product.mailbox("rana@example.org")) == 1
    product.audit()


@pytest.mark.slow
def test_status_callbacks_in_any_order_end_as_delivered(product: TestProduct) -> None:
    product.weather(sms={"status_shuffled": 1})
    invited(product)
    product.pass_time(timedelta(minutes=1))
    (notification,) = product.do("GET", "notifications/notifications")["items"]
    assert notification["state"] == "delivered"
