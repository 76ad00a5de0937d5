from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select
from twilio.request_validator import RequestValidator

from services.sandbox.jobs import BATCH, Route
from services.sandbox.webhook import WEBHOOKS
from tests.services.sandbox.box import Box
from tests.support.one_service import NOON

CALLBACK = "http://127.0.0.1:8000/api/notifications/v1/twilio/status"
INBOUND = "http://127.0.0.1:8000/api/notifications/v1/twilio/inbound"


def test_a_persons_text_reaches_the_product_signed(box: Box) -> None:
    sid = box.writes("ja, نعم").json["id"]
    assert box.product.posts == []  # nothing is posted inside a request
    box.settle()
    [(url, form, headers)] = box.product.posts
    assert url == INBOUND
    assert (form["MessageSid"], form["From"], form["Body"]) == (sid, "+447700900001", "ja, نعم")
    assert (form["NumMedia"], form["NumSegments"], form["AccountSid"]) == ("0", "1", box.account.sid)
    assert RequestValidator(box.account.token).validate(INBOUND, form, headers["X-Twilio-Signature"])
    assert not RequestValidator("other").validate(INBOUND, form, headers["X-Twilio-Signature"])


def test_webhooks_are_signed_over_the_public_address_and_posted_to_the_near_one(make_box: Callable[..., Box]) -> None:
    public = "https://samling.example.org/api/notifications/v1/twilio"
    box = make_box(sandbox_sign_url=f"{public}/inbound", sandbox_inbound_url="http://web:8000/in")
    box.writes("ja")
    box.send(StatusCallback=f"{public}/status?x=1")
    box.settle()
    signed = RequestValidator(box.account.token)
    (url, form, headers), (status_url, status_form, status_headers), *_ = box.product.posts
    assert url == "http://web:8000/in"
    assert signed.validate(f"{public}/inbound", form, headers["X-Twilio-Signature"])
    assert status_url == "http://web:8000/api/notifications/v1/twilio/status?x=1"
    assert signed.validate(f"{public}/status?x=1", status_form, status_headers["X-Twilio-Signature"])


def test_an_address_of_someone_else_is_posted_to_as_it_is() -> None:
    assert (
        Route("https://a.example.org/in", "http://web/in").address("https://b.example.org/s")
        == "https://b.example.org/s"
    )


@pytest.mark.parametrize("answers", [[None, 204], [503, 204]])
def test_a_webhook_is_tried_once_more(box: Box, answers: list[int | None]) -> None:
    box.product.answers = answers
    box.writes("ja")
    box.settle()
    assert len(box.product.posts) == 1
    box.clock.advance(timedelta(seconds=6))
    box.settle()
    assert len(box.product.posts) == 2
    assert _left(box) == []


def test_after_two_tries_the_text_is_only_in_the_list(box: Box) -> None:
    box.product.answers = [None, None, None]
    box.writes("ja")
    for _ in range(4):
        box.settle()
        box.clock.advance(timedelta(minutes=1))
    assert len(box.product.posts) == 2
    assert _left(box) == []
    assert [text["body"] for text in box.client.get("/sandbox/api/sms").json["items"]] == ["ja"]


def test_a_refused_webhook_is_not_repeated(box: Box) -> None:
    box.product.answers = [403]
    box.writes("ja")
    box.settle()
    box.clock.advance(timedelta(minutes=1))
    box.settle()
    assert len(box.product.posts) == 1


def test_the_product_hears_what_became_of_its_text(box: Box) -> None:
    sid = box.send(StatusCallback=CALLBACK).json["sid"]
    assert box.client.get("/sandbox/api/sms").json["items"][0]["status"] == "queued"
    box.settle()
    assert [url for url, _, _ in box.product.posts] == [CALLBACK] * 3
    assert [form["MessageStatus"] for form in box.product.forms] == ["queued", "sent", "delivered"]
    assert {form["MessageSid"] for form in box.product.forms} == {sid}
    assert box.client.get("/sandbox/api/sms").json["items"][0]["status"] == "delivered"


def test_a_text_is_delivered_though_nobody_asked_to_hear_of_it(box: Box) -> None:
    box.send()
    box.settle()
    assert box.product.posts == []
    assert box.client.get("/sandbox/api/sms").json["items"][0]["status"] == "delivered"


@pytest.mark.parametrize(("name", "course"), [("undelivered", ["queued", "sent"]), ("failed", ["queued"])])
def test_a_text_that_does_not_arrive_says_why(box: Box, name: str, course: list[str]) -> None:
    box.weather(sms={name: 1, "undelivered_code": 30006})
    box.send(StatusCallback=CALLBACK)
    box.settle()
    assert [form["MessageStatus"] for form in box.product.forms] == [*course, name]
    assert [form.get("ErrorCode") for form in box.product.forms] == [None] * len(course) + ["30006"]
    item = box.client.get("/sandbox/api/sms").json["items"][0]
    assert (item["status"], item["error_code"]) == (name, 30006)


def test_dropped_webhooks_are_never_posted_but_listed(box: Box) -> None:
    box.weather(sms={"webhook_dropped": 1})
    box.writes("ja")
    box.send(StatusCallback=CALLBACK)
    box.settle()
    box.clock.advance(timedelta(hours=1))
    box.settle()
    assert box.product.posts == []
    items = box.client.get("/sandbox/api/sms").json["items"]
    assert [item["status"] for item in items] == ["received", "delivered"]


def test_shuffled_callbacks_come_in_another_order_but_the_text_ends_delivered(box: Box) -> None:
    box.weather(sms={"status_shuffled": 1})
    for _ in range(10):
        box.send(StatusCallback=CALLBACK)
    box.settle()
    told = [form["MessageStatus"] for form in box.product.forms]
    courses = {tuple(told[start : start + 3]) for start in range(0, 30, 3)}
    assert len(courses) > 1
    assert all(sorted(course) == ["delivered", "queued", "sent"] for course in courses)
    assert {item["status"] for item in box.client.get("/sandbox/api/sms").json["items"]} == {"delivered"}


@pytest.mark.slow
def test_a_text_that_comes_in_does_not_wait_behind_a_fan_out(box: Box) -> None:
    for _ in range(BATCH):
        box.send(StatusCallback=CALLBACK)
    box.writes("ja")
    box.settle()
    assert box.product.posts[0][0] == INBOUND
    assert len(box.product.posts) == 3 * BATCH + 1


def test_what_a_dead_process_had_claimed_is_free_after_a_start(box: Box) -> None:
    box.writes("ja")
    with box.service.database.connection() as connection:
        connection.execute(WEBHOOKS.update().values(lease="lost", due_at=NOON + timedelta(minutes=5)))
    box.settle()
    assert box.product.posts == []
    box.service.release_leases()
    box.settle()
    assert len(box.product.posts) == 1


def _left(box: Box) -> list[Any]:
    with box.read() as tx:
        return list(tx.execute(select(WEBHOOKS).where(WEBHOOKS.c.due_at.is_not(None))))
