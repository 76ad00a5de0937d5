"""Header lines, read back by the standard library."""

from datetime import UTC, datetime
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.notifications.channels.mail_headers import clean, date, mailbox, text
from shared.problems import Invalid
from tests.support.calendar_texts import HOSTILE, addresses, texts

ANY_TEXT = texts | st.sampled_from(HOSTILE) | st.text("=?utf-8BQ \r\n", max_size=40)


def read(line: str) -> EmailMessage:
    message = BytesParser(policy=policy.SMTP).parsebytes(line.encode("ascii") + b"\r\n")
    assert isinstance(message, EmailMessage)
    assert len(message.keys()) == 1
    return message


def without_spaces(value: str) -> str:
    # The library keeps the fold between two encoded words of a name as a space (it does not in a subject).
    return "".join(value.split())


def assert_lines_are_short(line: str) -> None:
    assert line.endswith("\r\n")
    assert "\r" not in line.replace("\r\n", "")
    for piece in line.split("\r\n"):
        assert len(piece) <= (76 if "=?" in piece else 300)


@settings(deadline=None)
@given(ANY_TEXT)
def test_a_subject_is_one_header_with_the_cleaned_text(value: str) -> None:
    line = text("Subject", value)
    subject = read(line)["Subject"]
    assert not subject.defects
    assert str(subject) == clean(value)
    assert_lines_are_short(line)


@settings(deadline=None)
@given(ANY_TEXT, addresses)
def test_a_mailbox_is_one_address_with_the_cleaned_name(name: str, address: str) -> None:
    line = mailbox("To", address, name)
    header = read(line)["To"]
    assert not header.defects
    (found,) = header.addresses
    assert found.addr_spec == address
    assert without_spaces(found.display_name) == without_spaces(clean(name))
    assert_lines_are_short(line)


@settings(deadline=None)
@given(ANY_TEXT)
def test_nothing_in_a_header_looks_like_an_encoded_word(value: str) -> None:
    assert "=?" not in clean(value)


@pytest.mark.parametrize("address", ["a@example.org\r\nBcc: b@example.org", "a@example.org, b@example.org", "a b", ""])
def test_an_address_that_is_more_than_one_is_refused(address: str) -> None:
    with pytest.raises(Invalid):
        mailbox("To", address, None)


def test_a_date_needs_a_zone() -> None:
    assert date(datetime(2027, 1, 2, 8, tzinfo=UTC)) == "Sat, 02 Jan 2027 08:00:00 +0000"
    with pytest.raises(ValueError, match="aware"):
        date(datetime(2027, 1, 2, 8))  # noqa: DTZ001
