"""Text is folded as people search for it."""

import pytest

from shared.folding import fold


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Āzād", "azad"),
        ("Øyvind ÅS", "oyvind as"),
        ("Łukasz Đorđević", "lukasz dordevic"),
        ("Anne-Marie O’Neill", "anne marie o neill"),
        ("مَريَم", "مريم"),
        ("İpek Işık", "ipek isik"),
        ("ＦＵＬＬ", "full"),
    ],
)
def test_case_and_marks_make_no_difference(text: str, folded: str) -> None:
    assert fold(text) == folded
    assert fold(folded) == folded
