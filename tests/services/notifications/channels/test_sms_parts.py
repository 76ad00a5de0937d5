"""Parts are counted as telephones join them."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.notifications.channels.sms_parts import EXTENDED, GSM_7, Parts, parts, why_unicode


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", Parts("GSM-7", 0, 1)),
        ("a" * 160, Parts("GSM-7", 160, 1)),
        ("a" * 161, Parts("GSM-7", 161, 2)),
        ("a" * 306, Parts("GSM-7", 306, 2)),
        ("a" * 307, Parts("GSM-7", 307, 3)),
        ("æøåÆØÅ", Parts("GSM-7", 6, 1)),
        ("€" * 80, Parts("GSM-7", 160, 1)),
        ("€" * 81, Parts("GSM-7", 162, 2)),
        ("a" * 152 + "€" + "a" * 152, Parts("GSM-7", 306, 3)),  # the pair moves on whole and pushes the last letter out
        ("ሰ" * 70, Parts("UCS-2", 70, 1)),
        ("ሰ" * 71, Parts("UCS-2", 71, 2)),
        ("ሰ" * 134, Parts("UCS-2", 134, 2)),
        ("ሰ" * 135, Parts("UCS-2", 135, 3)),
        ("\U0001f469" * 35, Parts("UCS-2", 70, 1)),
        ("\U0001f469" * 36, Parts("UCS-2", 72, 2)),
        ("ሰ" * 66 + "\U0001f469" + "ሰ" * 66, Parts("UCS-2", 134, 3)),
        ("\U0001f469" * 67, Parts("UCS-2", 134, 3)),  # 33 whole pairs in each part, not 33 and a half
    ],
)
def test_a_text_costs_this(text: str, expected: Parts) -> None:
    assert parts(text) == expected


def test_the_characters_that_cost_more_are_named_once_in_order() -> None:
    assert why_unicode("Kafé – «te» – 17\xa0kr") == ["–", "«", "»", "\xa0"]
    assert why_unicode("Møte kl. 17, 5€ [rom] ~") == []


def test_the_alphabet_is_the_128_of_the_standard_and_its_extension() -> None:
    assert len(GSM_7 - EXTENDED) == 127  # the 128th is the escape itself
    assert not why_unicode("".join(GSM_7))


@settings(deadline=None)
@given(st.text(st.sampled_from("aå€[ሰ–\U0001f469 "), max_size=400))
def test_every_part_holds_whole_characters_and_no_fewer_would_do(text: str) -> None:
    found = parts(text)
    alone, joined = (160, 153) if found.encoding == "GSM-7" else (70, 67)
    assert (found.count == 1) == (found.units <= alone)
    if found.count > 1:
        assert found.units <= found.count * joined
        assert found.units > (found.count - 1) * (joined - 1)
