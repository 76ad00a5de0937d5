"""Only what Twilio signed comes in; everything else is refused and changes nothing."""

import pytest
from sqlalchemy import func, select
from twilio.request_validator import RequestValidator
from werkzeug.test import TestResponse

from services.notifications.http.inbound import LARGEST_FORM
from services.notifications.notification import Notification
from services.notifications.receipt import Receipt
from services.notifications.reply import Reply
from shared.contracts.notifications import NOTIFICATION_FAILED
from tests.services.notifications.phone_line import AMINA, LINE, PhoneLine
from tests.services.notifications.small_app import PUBLIC, TOKEN, client_of

INBOUND, STATUS = "/api/notifications/v1/twilio/inbound", "/api/notifications/v1/twilio/status"
TEXT = {"MessageSid": "SM_in", "From": AMINA, "To": LINE, "Body": "ja نعم", "NumMedia": "0", "AccountSid": "AC1"}


def post(
    line: PhoneLine,
    path: str,
    form: dict[str, str],
    *,
    signature: str | None = "right",
    token: str = TOKEN,
) -> TestResponse:
    if signature == "right":
        signature = RequestValidator(TOKEN).compute_signature(PUBLIC + path, form)
    headers = {} if signature is None else {"X-Twilio-Signature": signature}
    return client_of(line, token).post(path, data=form, headers=headers)


def kept(line: PhoneLine) -> int:
    with line.read() as tx:
        counts = [tx.scalar(select(func.count()).select_from(table)) or 0 for table in (Reply, Receipt)]
    return sum(counts)


@pytest.fixture(autouse=True)
def invited(line: PhoneLine) -> None:
    line.network()
    line.invited(line.person("amina"), line.event("evt_1"))


def test_a_signed_text_is_taken_in_and_answered_with_empty_twiml(line: PhoneLine) -> None:
    answer = post(line, INBOUND, TEXT | {"Body": "ja"})
    assert (answer.status_code, answer.mimetype) == (200, "text/xml")
    assert answer.text.endswith("<Response/>")
    assert line.answers() == [("inv_amina_evt_1", "accepted", None)]


def test_a_replayed_webhook_has_one_effect(line: PhoneLine) -> None:
    for _ in range(3):
        assert post(line, INBOUND, TEXT | {"Body": "ja"}).status_code == 200
    assert len(line.answers()) == 1


def forge(line: PhoneLine) -> list[int]:
    """Somebody who knows her number says in her name that she comes and wants no more texts, and that one failed."""
    line.sent("inv_amina_evt_1", provider_id="SM_out")
    forms = [
        (INBOUND, TEXT | {"MessageSid": "SM_yes", "Body": "ja"}),
        (INBOUND, TEXT | {"MessageSid": "SM_stop", "Body": "STOP"}),
        (STATUS, {"MessageSid": "SM_out", "MessageStatus": "failed", "ErrorCode": "21610", "To": AMINA}),
    ]
    return [post(line, path, form, signature="forged").status_code for path, form in forms]


def state_of_sent(line: PhoneLine) -> str:
    with line.read() as tx:
        return tx.scalars(select(Notification.state).where(Notification.provider_id == "SM_out")).one()


def test_what_is_forged_in_her_name_changes_nothing(line: PhoneLine) -> None:
    assert forge(line) == [403, 403, 403]
    assert (line.answers(), line.standing(), line.owed("stopped"), kept(line)) == ([], [], [], 0)
    assert state_of_sent(line) == "sent"


def test_twin_without_the_signature_check_it_takes_effect(line: PhoneLine, monkeypatch: pytest.MonkeyPatch) -> None:
    """The guard: only what Twilio signed comes in. Its validator, taking any signature, lets all of it through."""
    monkeypatch.setattr(RequestValidator, "validate", lambda *_: True)
    assert forge(line) == [200, 200, 204]
    assert line.answers() == [("inv_amina_evt_1", "accepted", None)]
    assert {reason for _, _, reason in line.standing()} == {"stop", "opted_out"}
    assert state_of_sent(line) == "failed"


@pytest.mark.parametrize("signature", [None, "", "forged", "Zm9yZ2VkIGJ5IHNvbWVib2R5ISE="])
def test_a_missing_or_forged_signature_is_refused(line: PhoneLine, signature: str | None) -> None:
    for path in (INBOUND, STATUS):
        answer = post(line, path, TEXT, signature=signature)
        assert (answer.status_code, answer.mimetype) == (403, "application/problem+json")
    assert kept(line) == 0


def test_one_changed_byte_anywhere_is_refused(line: PhoneLine) -> None:
    right = RequestValidator(TOKEN).compute_signature(PUBLIC + INBOUND, TEXT)
    forged = [TEXT | {name: value + "x"} for name, value in TEXT.items()] + [TEXT | {"Extra": "1"}]
    for form in forged:
        assert post(line, INBOUND, form, signature=right).status_code == 403
    assert kept(line) == 0
    assert post(line, INBOUND, TEXT, signature=right).status_code == 200


def test_a_signature_over_the_address_behind_the_proxy_is_refused(line: PhoneLine) -> None:
    inside = RequestValidator(TOKEN).compute_signature("http://localhost" + INBOUND, TEXT)
    assert post(line, INBOUND, TEXT, signature=inside).status_code == 403


def test_a_signature_is_for_one_address_with_its_query(line: PhoneLine) -> None:
    right = RequestValidator(TOKEN).compute_signature(PUBLIC + INBOUND, TEXT)
    assert post(line, STATUS, TEXT, signature=right).status_code == 403
    assert post(line, INBOUND + "?more=1", TEXT, signature=right).status_code == 403


def test_without_a_token_of_ours_nothing_is_let_in(line: PhoneLine) -> None:
    empty = RequestValidator("").compute_signature(PUBLIC + INBOUND, TEXT)
    assert post(line, INBOUND, TEXT, signature=empty, token="").status_code == 403


def test_an_unknown_number_is_answered_like_a_known_one(line: PhoneLine) -> None:
    known = post(line, INBOUND, TEXT)
    unknown = post(line, INBOUND, TEXT | {"MessageSid": "SM_2", "From": "+447700900777"})
    assert (known.status_code, known.data) == (unknown.status_code, unknown.data)


def test_an_endless_body_is_refused(line: PhoneLine) -> None:
    for size in (LARGEST_FORM, 10_000_000):
        answer = post(line, INBOUND, TEXT | {"Body": "x" * size}, signature="forged")
        assert answer.status_code == 413
    assert kept(line) == 0


def test_ten_thousand_signed_characters_are_taken_in_shortened(line: PhoneLine) -> None:
    assert post(line, INBOUND, TEXT | {"Body": "م" * 10_000}).status_code == 200
    assert len(line.reply("SM_in").body or "") == 1600


@pytest.mark.parametrize("provider_id", ["", "x" * 81, "SM\n1", "SMø"])
def test_a_signed_text_needs_an_id(line: PhoneLine, provider_id: str) -> None:
    assert post(line, INBOUND, TEXT | {"MessageSid": provider_id}).status_code == 422


def test_a_signed_status_moves_the_notification(line: PhoneLine) -> None:
    notification = line.sent("inv_amina_evt_1", provider_id="SM_out")
    form = {"MessageSid": "SM_out", "MessageStatus": "delivered", "To": AMINA}
    assert post(line, STATUS, form).status_code == 204
    with line.read() as tx:
        assert tx.get_one(Notification, notification).state == "delivered"


@pytest.mark.parametrize(
    ("to", "permanent"), [(AMINA, True), ("+447700900002", False), ("", True), ("whatsapp:+447700900002", True)]
)
def test_a_signed_failure_marks_the_number_it_names(line: PhoneLine, to: str, permanent: bool) -> None:
    line.sent("inv_amina_evt_1", provider_id="SM_out")
    form = {"MessageSid": "SM_out", "MessageStatus": "undelivered", "ErrorCode": "30006", "To": to}
    assert post(line, STATUS, form).status_code == 204
    assert [said["permanent"] for said in line.said(NOTIFICATION_FAILED)] == [permanent]


def test_a_get_is_no_webhook(line: PhoneLine) -> None:
    assert client_of(line).get(INBOUND).status_code == 405
