import pytest

from services.sandbox.segments import count_segments


@pytest.mark.parametrize(
    ("body", "parts"),
    [
        ("", 1),
        ("a" * 160, 1),
        ("a" * 161, 2),
        ("a" * 306, 2),
        ("a" * 307, 3),
        ("€" * 80, 1),
        ("€" * 81, 2),
        ("أ" * 70, 1),
        ("أ" * 71, 2),
        ("أ" * 134, 2),
        ("أ" * 135, 3),
        ("😀" * 35, 1),
        ("😀" * 36, 2),
    ],
)
def test_a_text_is_cut_as_it_goes_over_the_air(body: str, parts: int) -> None:
    assert count_segments(body) == parts


def test_no_character_is_split_between_two_parts() -> None:
    # 153 septets a part: the 77th € of two septets begins a new part instead of being halved.
    assert count_segments("€" * 153) == 3
    assert count_segments("a" + "€" * 152) == 2


def test_norwegian_letters_cost_nothing_extra() -> None:
    assert count_segments("æøåÆØÅ" * 26) == 1
