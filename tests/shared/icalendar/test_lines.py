"""Lines are folded without breaking characters, and none holds a control character."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.icalendar.lines import fold, line


@settings(deadline=None)
@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=400))
def test_folding_is_undone_by_taking_the_folds_away(text: str) -> None:
    folded = fold(text)
    assert folded.replace("\r\n ", "") == text
    assert all(len(piece.encode()) <= 75 for piece in folded.split("\r\n"))


@pytest.mark.parametrize("length", [74, 75, 76, 149, 150])
def test_a_line_is_folded_only_when_it_must_be(length: int) -> None:
    assert fold("x" * length).count("\r\n ") == (length > 75) + (length > 149)


@pytest.mark.parametrize("character", ["\r", "\n", "\x00", "\x0b", "\x85", "\u2028", "\ud800"])
def test_a_line_with_a_control_character_is_never_written(character: str) -> None:
    with pytest.raises(ValueError, match="no control characters"):
        line("SUMMARY", f"a{character}b")
    with pytest.raises(ValueError, match="no control characters"):
        line("SUMMARY", "a", {"LANGUAGE": f"n{character}b"})
