"""National identity numbers are recognised however they are written; what only looks like one is not.

All numbers are made up for tests; their check digits are computed here, apart from the code.
"""

import pytest
from marshmallow import ValidationError

from services.registrations.national_numbers import refuse
from shared.national_numbers import holds_national_number, masked


def weighed(digits: str, weights: list[int]) -> int:
    return sum(int(one) * weight for one, weight in zip(digits, weights, strict=True))


def norwegian(day: str) -> str:
    """The first number of this day whose check digits exist."""
    return next(number for serial in range(100, 200) if (number := norwegian_of(f"{day}{serial}")))


def norwegian_of(nine: str) -> str | None:
    first = -weighed(nine, [3, 7, 6, 1, 8, 9, 4, 5, 2]) % 11
    second = -weighed(nine + str(first % 10), [5, 4, 3, 2, 7, 6, 5, 4, 3, 2]) % 11
    return None if 10 in (first, second) else f"{nine}{first}{second}"


def swedish(nine: str) -> str:
    total = sum(sum(map(int, str(int(one) * (2 - place % 2)))) for place, one in enumerate(nine))
    return nine + str(-total % 10)


def dutch() -> str:
    eights = (str(12345670 + more) for more in range(10))
    return next(eight + str(last) for eight in eights if (last := weighed(eight, [9, 8, 7, 6, 5, 4, 3, 2]) % 11) < 10)


NORWEGIAN = norwegian("010190")
D_NUMBER = norwegian("410190")
SWEDISH = swedish("900101123")
COORDINATION = swedish("900161123")
DANISH = "0101901234"
DUTCH = dutch()

ALL = [NORWEGIAN, D_NUMBER, SWEDISH, COORDINATION, "19" + SWEDISH, DANISH, DUTCH]


@pytest.mark.parametrize("number", ALL)
def test_each_kind_is_recognised(number: str) -> None:
    assert holds_national_number(number)
    assert holds_national_number(f"her number is {number}.")


@pytest.mark.parametrize(
    "text",
    [
        f"{NORWEGIAN[:6]} {NORWEGIAN[6:]}",
        f"{SWEDISH[:6]}-{SWEDISH[6:]}",
        f"{SWEDISH[:6]}+{SWEDISH[6:]}",
        f"{DANISH[:6]}-{DANISH[6:]}",
        f"7 {NORWEGIAN}",
        f"{NORWEGIAN} 12",
        "".join(chr(ord("٠") + int(one)) for one in NORWEGIAN),
        f"{NORWEGIAN[:2]}.{NORWEGIAN[2:4]}.{NORWEGIAN[4:6]} {NORWEGIAN[6:]}",
    ],
)
def test_separators_and_other_digits_hide_nothing(text: str) -> None:
    assert holds_national_number(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Amina Example",
        "case 2027/123",
        "+447700900123",
        NORWEGIAN[:-1] + str(9 - int(NORWEGIAN[-1])),
        "12345678",
        "000000000",
        "1" * 13,
    ],
)
def test_other_texts_pass(text: str) -> None:
    refuse(text)


def test_a_refusal_does_not_repeat_the_number() -> None:
    with pytest.raises(ValidationError) as refused:
        refuse(NORWEGIAN)
    assert NORWEGIAN not in str(refused.value)


@pytest.mark.parametrize("number", [NORWEGIAN, D_NUMBER, SWEDISH, f"{NORWEGIAN[:6]} {NORWEGIAN[6:]}"])
def test_a_masked_text_keeps_all_but_the_number(number: str) -> None:
    text = f"Hei, jeg er {number}, kommer 12.1. kl 17"
    assert masked(text) == text.replace(number, "".join("*" if sign.isdecimal() else sign for sign in number))
    assert not holds_national_number(masked(text))
    assert masked("ja 2, +47 22 00 00 00") == "ja 2, +47 22 00 00 00"
