import pytest

from services.sandbox.phone_numbers import from_query, is_phone, is_sender


@pytest.mark.parametrize(
    "text", ["", "+", "447700900001", "+0447700900", "+44 7700", "+44770090000112345", "+٤٤٧٧٠٠٩٠٠٠٠١"]
)
def test_what_is_not_e164_is_no_phone(text: str) -> None:
    assert not is_phone(text)


def test_a_name_or_a_short_code_can_send_but_not_receive() -> None:
    assert is_sender("Kvinnenett")
    assert is_sender("26112")
    assert not is_sender("twelve letters")
    assert not is_phone("26112")


def test_a_plus_that_became_a_blank_comes_back() -> None:
    assert from_query(" 447700900001") == "+447700900001"
    assert from_query("+44 7700 900001") == "+447700900001"
    assert from_query("26112") == "26112"
