"""Finds people by what an organiser remembers: the beginning of a name, the end of a phone number, an address."""

import re
import unicodedata

from sqlalchemy import ColumnElement, func, literal

from services.registrations.participant import PARTICIPANTS
from shared.folding import fold
from shared.sql import folded

_NUMBER = re.compile(r"[+()./\s\d-]*\d[+()./\s\d-]*\d[+()./\s\d-]*\d[+()./\s\d-]*")


def like(asked: str, dialect: str) -> list[ColumnElement[bool]]:
    """SQL: what must hold of those who are meant."""
    p = PARTICIPANTS.c
    if _NUMBER.fullmatch(asked):
        return [p.phone.endswith(_digits(asked))]
    if "@" in asked:
        return [func.lower(p.email).startswith(asked.strip().lower(), autoescape=True)]
    name = literal(" ").concat(folded(p.name, dialect))
    # a text of which nothing is left finds nobody
    return [name.contains(f" {word}", autoescape=True) for word in fold(asked).split()] or [p.id.is_(None)]


def four_digits(asked: str) -> str | None:
    """The end of a phone number, where just that is asked for, in the digits of any script."""
    letters = asked.strip()
    return "".join(str(unicodedata.digit(one)) for one in letters) if re.fullmatch(r"\d{4}", letters) else None


def _digits(asked: str) -> str:
    digits = "".join(str(unicodedata.digit(letter)) for letter in asked if letter.isdigit())
    return digits.lstrip("0") or digits  # what stands before a number differs by where one calls from
