"""Recognises national identity numbers by their check digits, so that none is kept: whoever reads one reads a life.

Norway (fødselsnummer, D-number), Sweden (personnummer, samordningsnummer), Denmark (CPR), Netherlands (BSN).
"""

import re
import unicodedata
from datetime import date

_GROUPS = re.compile(r"\d+(?:[ .+\-\u2010-\u2015\u00a0/]?\d+)*")
_LENGTHS = range(9, 13)

_NORWAY = ((3, 7, 6, 1, 8, 9, 4, 5, 2, 1), (5, 4, 3, 2, 7, 6, 5, 4, 3, 2, 1))
_NETHERLANDS = (9, 8, 7, 6, 5, 4, 3, 2, -1)


def holds_national_number(text: str) -> bool:
    """Whether any run of digits in this text, also one with separators, is such a number."""
    return any(_is_one(digits) for group in _GROUPS.finditer(text) for digits in _joined(group[0]))


def masked(text: str) -> str:
    """The text with every digit of such a number as an asterisk, its separators kept."""
    return _GROUPS.sub(lambda group: _masked(group[0]) if holds_national_number(group[0]) else group[0], text)


def _masked(group: str) -> str:
    return re.sub(r"\d", "*", group)


def _joined(group: str) -> list[str]:
    """Every way to read neighbouring groups of digits as one number."""
    parts = ["".join(str(unicodedata.digit(one)) for one in part) for part in re.findall(r"\d+", group)]
    return [
        number
        for first in range(len(parts))
        for last in range(first + 1, min(first + 12, len(parts)) + 1)
        if len(number := "".join(parts[first:last])) in _LENGTHS
    ]


def _is_one(digits: str) -> bool:
    return {9: _netherlands, 10: _denmark_or_sweden, 11: _norway, 12: _sweden_in_full}[len(digits)](digits)


def _norway(digits: str) -> bool:
    return all(_weighed(digits, weights) % 11 == 0 for weights in _NORWAY) and int(digits[:2]) > 0


def _netherlands(digits: str) -> bool:
    return int(digits) > 0 and _weighed(digits, _NETHERLANDS) % 11 == 0


def _denmark_or_sweden(digits: str) -> bool:
    # the Danish check digit has not held since 2007, so its date must do
    return _is_day(digits[4:6], digits[2:4], digits[:2]) or _sweden(digits)


def _sweden_in_full(digits: str) -> bool:
    return digits[:2] in ("18", "19", "20") and _sweden(digits[2:])


def _sweden(digits: str) -> bool:
    day = int(digits[4:6])
    return _is_day(digits[:2], digits[2:4], str(day - 60 if day > 60 else day)) and _luhn(digits)


def _luhn(digits: str) -> bool:
    doubled = [int(one) * (2 - place % 2) for place, one in enumerate(digits)]
    return sum(number // 10 + number % 10 for number in doubled) % 10 == 0


def _weighed(digits: str, weights: tuple[int, ...]) -> int:
    return sum(int(one) * weight for one, weight in zip(digits, weights, strict=False))


def _is_day(year: str, month: str, day: str) -> bool:
    try:
        date(2000 + int(year), int(month), int(day))  # a leap day of any century is allowed
    except ValueError:
        return False
    return True
