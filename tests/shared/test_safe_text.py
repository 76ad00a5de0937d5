"""Text from people loses what could break a line, and nothing else."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.problems import Invalid
from shared.safe_text import language_tag, mail_address, one_line, paragraphs, token, web_address
from tests.support.calendar_texts import HOSTILE

BREAKING = set("\r\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029\x00\x1b\x7f")


@settings(deadline=None)
@given(st.text() | st.sampled_from(HOSTILE))
def test_cleaned_text_can_be_written_and_has_no_breaks(value: str) -> None:
    assert not BREAKING & set(paragraphs(value))
    assert len(one_line(value).splitlines()) <= 1
    assert paragraphs(value).encode().decode() == paragraphs(value)
    assert one_line(value).encode().decode() == one_line(one_line(value))


@pytest.mark.parametrize("value", ["ሰላም ለኹሉ", "مرحبا", "Språkkafé – «te»", "👩‍👩‍👧", "a\u200cb"])
def test_ordinary_text_of_any_language_stays_as_it_is(value: str) -> None:
    assert one_line(value) == paragraphs(value) == value


@pytest.mark.parametrize("value", ["a@b.example.org", "a'b+c@example.org", "x.y_z@localhost"])
def test_an_ordinary_address_is_taken(value: str) -> None:
    assert mail_address(value) == value


@pytest.mark.parametrize(
    "value",
    ["", "a", "a@", "@b", "a b@example.org", "a@b\n", "a@b\r\nBcc: c@d", "a@b,c@d", "<a@b>", '"a"@b', "a..b@c", "å@b",
     "a@b>",     "a@-b", "a@b..c", "a@b@c", "a" * 250 + "@b.org", "a@[127.0.0.1]"],
)  # fmt: skip
def test_another_address_is_refused(value: str) -> None:
    with pytest.raises(Invalid):
        mail_address(value)


@pytest.mark.parametrize(
    "value",
    [
        "",
        "http://",
        "ftp://a",
        "https://a b",
        "https://a\n",
        "https://å",
        "https://a/<b>",
        "https://" + "a" * 893,
        "//a",
    ],
)
def test_another_link_is_refused(value: str) -> None:
    with pytest.raises(Invalid):
        web_address(value)


@pytest.mark.parametrize("value", ["", "a b", "a\n", "å", ";", "x" * 256])
def test_another_identifier_is_refused(value: str) -> None:
    with pytest.raises(Invalid):
        token(value)


@pytest.mark.parametrize("value", ["", "n", "nb_NO", "nb\n", "nb;x", "nb-"])
def test_another_language_is_refused(value: str) -> None:
    with pytest.raises(Invalid):
        language_tag(value)
