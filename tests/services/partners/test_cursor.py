"""A cursor is stable, belongs to one partner, and every other text is refused."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.partners.cursor import read_cursor, write_cursor
from shared.problems import Invalid


@given(st.integers(0, 2**63 - 1))
def test_a_cursor_is_read_back(position: int) -> None:
    assert read_cursor("prt_1", write_cursor("prt_1", position)) == position


def test_without_a_cursor_one_begins_at_the_beginning() -> None:
    assert read_cursor("prt_1", None) == 0


@given(st.text(max_size=60))
def test_any_other_text_is_refused(text: str) -> None:
    with pytest.raises(Invalid):
        read_cursor("prt_1", text)


@pytest.mark.parametrize("other", [write_cursor("prt_2", 3), write_cursor("prt_1", 2**63), write_cursor("prt_1", -1)])
def test_a_cursor_that_was_never_given_is_refused(other: str) -> None:
    with pytest.raises(Invalid):
        read_cursor("prt_1", other)
