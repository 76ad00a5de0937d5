"""Whatever a phone sends is taken in, changes nothing unless it is understood, and leaves no national number behind."""

from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st
from twilio.request_validator import RequestValidator
from werkzeug.test import TestResponse

from services.notifications.operations import receive_reply
from services.notifications.reply import UNDERSTOOD
from shared.national_numbers import holds_national_number
from tests.services.notifications.phone_line import AMINA, LINE, PhoneLine
from tests.services.notifications.small_app import PUBLIC, TOKEN, client_of
from tests.shared.test_national_numbers import D_NUMBER, NORWEGIAN, SWEDISH
from tests.support.corpus import PAYLOADS

INBOUND = "/api/notifications/v1/twilio/inbound"
UNHEARD = "qzxqzx"  # a word of no language: whoever writes it is not understood
LETTERS = st.text(max_size=200) | st.text("جنا0123456789 ۱۲٣!?.\u200f\u202e😀ሀäå\r\n\x00", max_size=60)
TEXTS = (
    st.sampled_from(PAYLOADS) | LETTERS | st.sampled_from(["م" * 10_000, "😀" * 9_000, "1 " * 5_000, "\u0301" * 4_000])
)
PEOPLE = st.sampled_from([AMINA, "+447700900777", "", "Bank", "+", "447700900001", "\u202e+447700900001"]) | st.text(
    max_size=30
)
pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PhoneLine]:
    made = PhoneLine(tmp_path_factory.mktemp("line"))
    yield made
    made.database.close()


def invited(line: PhoneLine) -> PhoneLine:
    line.begin_anew()
    line.network()
    line.invited(line.person("amina"), line.event("evt_1"))
    return line


def written(line: PhoneLine, body: str, sender: str = AMINA, provider_id: str = "SM_in") -> TestResponse:
    """A text as Twilio tells of it; what a form cannot carry is gone before it is signed."""
    form = {"MessageSid": provider_id, "From": sender, "To": LINE, "Body": body}
    form = {name: value.encode("utf-8", "replace").decode() for name, value in form.items()}
    signature = RequestValidator(TOKEN).compute_signature(PUBLIC + INBOUND, form)
    return client_of(line).post(INBOUND, data=form, headers={"X-Twilio-Signature": signature})


@given(TEXTS, PEOPLE)
def test_any_text_of_anybody_is_taken_in(kept: PhoneLine, body: str, sender: str) -> None:
    line = invited(kept)
    answer = written(line, body, sender)
    assert (answer.status_code, answer.mimetype) in ((200, "text/xml"), (413, "application/problem+json"))
    changed = line.answers()
    if changed:
        assert sender == AMINA
        assert line.reply("SM_in").state == UNDERSTOOD
        assert len(changed) == 1


@given(TEXTS, TEXTS)
def test_what_is_not_understood_changes_nothing(kept: PhoneLine, before: str, after: str) -> None:
    line = invited(kept)
    written(line, f"{before[:300]} {UNHEARD} {after[:300]}")
    assert (line.answers(), line.standing()) == ([], [])


@given(st.sampled_from(["1", "ja", "نعم", "JA!", "１"]), st.sampled_from(["", "\u200f", "\u202a", " \ufeff", "\u2060"]))
def test_what_is_understood_counts_whatever_is_unseen_around_it(kept: PhoneLine, word: str, unseen: str) -> None:
    line = invited(kept)
    written(line, f"{unseen}{word}{unseen}")
    assert [answer for _, answer, _ in line.answers()] == ["accepted"]


@given(TEXTS, st.sampled_from([NORWEGIAN, D_NUMBER, SWEDISH, f"{NORWEGIAN[:6]} {NORWEGIAN[6:]}"]), TEXTS)
def test_no_national_number_is_kept(kept: PhoneLine, before: str, number: str, after: str) -> None:
    line = invited(kept)
    written(line, f"{before[:60]} fnr {number}, {after[:60]}")
    body = line.reply("SM_in").body or ""
    assert number not in body
    assert not holds_national_number(body)


def test_twin_without_the_mask_it_is_kept(kept: PhoneLine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(receive_reply, "masked", lambda text: text)
    line = invited(kept)
    written(line, f"mitt nummer er {NORWEGIAN}")
    assert NORWEGIAN in (line.reply("SM_in").body or "")


@pytest.mark.parametrize("size", [70_000, 100_000, 1_000_001])
def test_an_endless_text_is_refused_and_changes_nothing(kept: PhoneLine, size: int) -> None:
    line = invited(kept)
    assert written(line, "ja " * (size // 3)).status_code == 413
    assert line.answers() == []
