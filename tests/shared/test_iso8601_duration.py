"""Durations are read strictly and written back the same."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.iso8601_duration import format_duration, parse


@pytest.mark.parametrize(
    ("text", "length"),
    [
        ("PT2H", timedelta(hours=2)),
        ("P14D", timedelta(days=14)),
        ("P2W", timedelta(weeks=2)),
        ("P1DT12H30M5S", timedelta(days=1, hours=12, minutes=30, seconds=5)),
        ("PT0S", timedelta(0)),
    ],
)
def test_a_duration_is_read(text: str, length: timedelta) -> None:
    assert parse(text) == length


@pytest.mark.parametrize(
    "text", ["", "P", "PT", "P1DT", "P1Y", "P1M", "-PT2H", "pt2h", "PT2H ", "PT1.5H", "P1W2D", "PT٢H", "P999999D", "2h"]
)
def test_what_is_no_fixed_duration_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="duration"):
        parse(text)


@given(st.integers(0, 99_999 * 86_400))
def test_every_duration_survives_writing_and_reading(seconds: int) -> None:
    assert parse(format_duration(timedelta(seconds=seconds))) == timedelta(seconds=seconds)


@pytest.mark.parametrize("length", [timedelta(seconds=-1), timedelta(microseconds=1)])
def test_a_duration_that_has_no_such_form_is_not_written(length: timedelta) -> None:
    with pytest.raises(ValueError, match="duration"):
        format_duration(length)
