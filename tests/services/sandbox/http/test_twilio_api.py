"""The real client of Twilio against the sandbox, over real HTTP."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
import requests
from sqlalchemy import func, select
from twilio.base.exceptions import TwilioException, TwilioRestException
from twilio.http.http_client import TwilioHttpClient
from twilio.rest import Client

from services.sandbox.sms import Sms
from tests.services.sandbox.box import ADA, BO, LINE, Box


@pytest.fixture
def client(box: Box, address: str) -> Iterator[Client]:
    yield from _client(box, address, box.account.token)


@pytest.fixture
def impatient(box: Box, address: str) -> Iterator[Client]:
    yield from _client(box, address, box.account.token, timeout=0.3)


@pytest.fixture
def stranger(box: Box, address: str) -> Iterator[Client]:
    yield from _client(box, address, "wrong")


def _client(box: Box, address: str, token: str, timeout: float = 20) -> Iterator[Client]:
    http = TwilioHttpClient(timeout=timeout)
    made = Client(box.account.sid, token, http_client=http)
    made.api.base_url = address
    yield made
    http.session.close()


def test_a_text_is_accepted_as_twilio_does_it(box: Box, client: Client) -> None:
    sent = client.messages.create(to=ADA, from_=LINE, body="أهلا, velkommen", status_callback="http://127.0.0.1:8000/s")
    assert (sent.sid[:2], len(sent.sid), sent.status, sent.direction) == ("SM", 34, "queued", "outbound-api")
    assert (sent.to, sent.from_, sent.body) == (ADA, LINE, "أهلا, velkommen")
    assert (sent.num_segments, sent.error_code, sent.account_sid) == ("1", None, box.account.sid)
    assert sent.date_created == box.clock.now()
    assert sent.date_sent is None
    box.settle()
    again = sent.fetch()
    assert (again.status, again.date_sent) == ("delivered", box.clock.now())


def test_a_wrong_token_is_refused_and_nothing_is_kept(box: Box, stranger: Client) -> None:
    with pytest.raises(TwilioRestException) as refused:
        stranger.messages.create(to=ADA, from_=LINE, body="x")
    assert (refused.value.status, refused.value.code) == (401, 20003)
    with pytest.raises(TwilioException, match="20003"):
        stranger.messages.list()
    assert _kept(box) == 0


def test_without_credentials_or_in_another_account_nothing_is_answered(box: Box) -> None:
    assert box.client.get(box.messages).status_code == 401
    elsewhere = box.messages.replace(box.account.sid, "AC" + "0" * 32)
    assert box.client.get(elsewhere, auth=box.credentials).json["code"] == 20404
    for none in ("Bearer x", "Basic x", "Basic \xff"):
        assert box.client.get(box.messages, headers={"Authorization": none}).status_code == 401


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"to": "12"}, 21211),
        ({"to": "+0447700900001"}, 21211),
        ({"to": ""}, 21604),
        ({"body": ""}, 21602),
        ({"body": "x" * 1601}, 21617),
        ({"from_": ""}, 21603),
        ({"from_": "not a sender at all"}, 21212),
        ({"status_callback": "ftp://x"}, 21609),
        ({"status_callback": "http://x:99999/"}, 21609),
    ],
)
def test_a_faulty_request_gets_twilios_number(box: Box, client: Client, fields: dict[str, str], code: int) -> None:
    with pytest.raises(TwilioRestException) as refused:
        client.messages.create(**{"to": ADA, "from_": LINE, "body": "hei", **fields})
    assert (refused.value.status, refused.value.code) == (400, code)
    assert _kept(box) == 0


def test_a_messaging_service_sends_from_the_products_line(client: Client) -> None:
    sent = client.messages.create(to=ADA, messaging_service_sid="MG" + "0" * 32, body="hei")
    assert (sent.from_, sent.messaging_service_sid) == (LINE, "MG" + "0" * 32)


@pytest.mark.slow
def test_the_list_pages_newest_first_and_filters(box: Box, client: Client) -> None:
    for count in range(7):
        client.messages.create(to=ADA if count % 2 else BO, from_=LINE, body=f"no. {count}")
    box.writes("ja")
    assert [text.body for text in client.messages.list(page_size=2)] == ["ja", *(f"no. {n}" for n in range(6, -1, -1))]
    assert [text.body for text in client.messages.list(to=ADA, page_size=2)] == ["no. 5", "no. 3", "no. 1"]
    assert [text.body for text in client.messages.list(from_=LINE, to=BO, limit=3)] == ["no. 6", "no. 4", "no. 2"]
    [reply] = client.messages.list(to=LINE)
    assert (reply.body, reply.direction, reply.status, reply.from_) == ("ja", "inbound", "received", ADA)


def test_the_list_filters_by_time(box: Box, client: Client) -> None:
    began = box.clock.now()
    for hour in range(4):
        client.messages.create(to=ADA, from_=LINE, body=str(hour))
        box.clock.advance(timedelta(hours=1))
    box.clock.set(datetime(2027, 1, 5, 9, tzinfo=UTC))
    client.messages.create(to=ADA, from_=LINE, body="next day")
    bodies = [text.body for text in client.messages.list(date_sent_after=began + timedelta(hours=2))]
    assert bodies == ["next day", "3", "2"]
    assert [text.body for text in client.messages.list(date_sent_before=began + timedelta(hours=1))] == ["1", "0"]
    assert [text.body for text in client.messages.list(date_sent="2027-01-05")] == ["next day"]
    assert box.client.get(f"{box.messages}?DateSent%3E=soon", auth=box.credentials).json["code"] == 20001


def test_a_deleted_text_leaves_the_list_but_not_the_phone(box: Box, client: Client) -> None:
    sent = client.messages.create(to=ADA, from_=LINE, body="hei")
    assert client.messages(sent.sid).delete() is True
    assert client.messages.list() == []
    with pytest.raises(TwilioRestException) as gone:
        sent.fetch()
    assert (gone.value.status, gone.value.code) == (404, 20404)
    assert len(box.client.get("/sandbox/api/sms").json["items"]) == 1


@pytest.mark.parametrize("code", [21211, 21408, 21610, 21614])
def test_refused_with_the_number_asked_for(box: Box, client: Client, code: int) -> None:
    box.weather(sms={"refuse": 1, "refuse_code": code})
    with pytest.raises(TwilioRestException) as refused:
        client.messages.create(to=ADA, from_=LINE, body="hei")
    assert (refused.value.status, refused.value.code) == (400, code)
    assert _kept(box) == 0


def test_too_many_says_when_to_come_back(box: Box, client: Client) -> None:
    box.weather(sms={"too_many": 1, "retry_after": 7})
    with pytest.raises(TwilioRestException) as refused:
        client.messages.create(to=ADA, from_=LINE, body="hei")
    assert (refused.value.status, refused.value.code) == (429, 20429)
    assert box.send().headers["Retry-After"] == "7"
    assert _kept(box) == 0


def test_a_broken_provider_answers_with_a_page(box: Box, client: Client) -> None:
    box.weather(sms={"server_error": 1})
    with pytest.raises(TwilioRestException) as refused:
        client.messages.create(to=ADA, from_=LINE, body="hei")
    assert (refused.value.status, refused.value.code) == (503, 503)
    assert _kept(box) == 0


@pytest.mark.slow
def test_a_text_may_be_accepted_without_an_answer(box: Box, impatient: Client) -> None:
    box.weather(sms={"time_out_after_accepting": 1, "hold_seconds": 300})
    with pytest.raises(requests.ReadTimeout):
        impatient.messages.create(to=ADA, from_=LINE, body="hei")
    assert [text.body for text in impatient.messages.list(to=ADA)] == ["hei"]


@pytest.mark.slow
def test_a_text_may_be_lost_without_an_answer(box: Box, impatient: Client) -> None:
    box.weather(sms={"time_out_before_accepting": 1, "hold_seconds": 300})
    with pytest.raises(requests.ReadTimeout):
        impatient.messages.create(to=ADA, from_=LINE, body="hei")
    assert impatient.messages.list(to=ADA) == []
    assert _kept(box) == 0


def test_a_client_that_waits_long_enough_gets_its_answer(box: Box, client: Client) -> None:
    box.weather(sms={"time_out_after_accepting": 1, "hold_seconds": 0})
    assert client.messages.create(to=ADA, from_=LINE, body="hei").status == "queued"


def test_a_text_accepted_late_is_listed_and_delivered_only_then(box: Box, client: Client) -> None:
    box.weather(sms={"accept_late": 1, "late_seconds": 15})
    client.messages.create(to=ADA, from_=LINE, body="hei")
    box.clock.advance(timedelta(seconds=14))
    box.settle()
    assert client.messages.list() == []
    box.clock.advance(timedelta(seconds=1))
    box.settle()
    assert [text.status for text in client.messages.list()] == ["delivered"]


def test_a_carrier_that_knows_stop_keeps_texts_back_until_start(box: Box, client: Client) -> None:
    box.weather(sms={"carrier_stop": 1})
    box.writes(" stop ")
    with pytest.raises(TwilioRestException) as refused:
        client.messages.create(to=ADA, from_=LINE, body="hei")
    assert refused.value.code == 21610
    client.messages.create(to=BO, from_=LINE, body="hei")
    box.writes("Start")
    client.messages.create(to=ADA, from_=LINE, body="hei")


def test_stop_means_nothing_to_the_sandbox_in_fair_weather(box: Box, client: Client) -> None:
    box.writes("STOP")
    assert client.messages.create(to=ADA, from_=LINE, body="hei").status == "queued"


def _kept(box: Box) -> int:
    with box.read() as tx:
        return tx.scalar(select(func.count()).select_from(Sms).where(Sms.direction == "out")) or 0
