"""Reads people from pasted lines of paper or a spreadsheet. Every line is understood or kept as it is with why not."""

import csv
import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from marshmallow import ValidationError, fields, validate

from services.web.forms.language_words import language_of
from shared.folding import fold
from shared.http.schemas import Phone, clean
from shared.national_numbers import holds_national_number

MOST_LINES = 1000
LONGEST_LINE = 500
LONGEST_NAME = 200

SEPARATORS = "\t;,"
_LINES = re.compile(r"\r\n|\r|\n")
_NUMBER = re.compile(r"[+(]?[\d+()./\s\u00a0\u2010-\u2015-]*\d")
_WITHIN = re.compile(r"\S+@\S+|\+?\(?\d[\d()./\s\u00a0-]{3,}\d")
_EMAIL = fields.Email(validate=validate.Length(max=254))
_HEADINGS = {
    word: kind
    for kind, words in {
        "name": "name navn namn naam fornavn etternavn fornamn efternamn efternavn voornaam achternaam deltaker "
        "deltagare deltager deelnemer participant first last firstname lastname surname",
        "phone": "phone telephone mobile telefon telefonnummer mobil mobilnummer mobiltelefon tlf tel telefoon mobiel "
        "number nummer",
        "email": "email mail epost mejl e post",
        "language": "language sprak sprog taal morsmal modersmal lang",
    }.items()
    for word in words.split()
}


@dataclass(frozen=True)
class Person:
    """Somebody as a line describes her."""

    name: str
    phone: str | None
    email: str | None
    language: str


@dataclass(frozen=True)
class Line:
    """One line as it was pasted, and who it means or what is wrong with it."""

    text: str
    person: Person | None = None
    faults: tuple[str, ...] = ()


@dataclass(frozen=True)
class Reading:
    """All lines but empty ones, in order; a heading is none of them."""

    lines: tuple[Line, ...] = ()
    heading: str | None = None

    @property
    def people(self) -> list[Person]:
        """Those who were understood."""
        return [line.person for line in self.lines if line.person]

    @property
    def faulty(self) -> list[Line]:
        """The lines that were not."""
        return [line for line in self.lines if line.person is None]


def lines_of(text: str) -> list[str]:
    """The lines of a text that are not empty."""
    return [line for line in _LINES.split(text) if line.strip()]


def read(text: str, *, country: str, language: str) -> Reading:
    """What the lines mean: numbers without code are of this country, who has no language speaks this one."""
    lines = lines_of(text)
    columns = _headings(lines[0]) if len(lines) > 1 else None
    heading, rest = (lines[0], lines[1:]) if columns else (None, lines)
    return Reading(tuple(_read(line, columns or (), country, language) for line in rest), heading)


def contact(text: str, country: str) -> tuple[str | None, str | None]:
    """The phone or the e-mail address that was written into one field; a ValueError says which of them it is not."""
    if not text.strip():
        return None, None
    if "@" in text:
        return None, _email(text)
    return _phone(text, country), None


def _read(text: str, columns: Sequence[str | None], country: str, language: str) -> Line:
    if len(text) > LONGEST_LINE:
        return Line(text, faults=("long",))
    faults: list[str] = []
    found: dict[str, list[str]] = {"phone": [], "email": [], "language": [], "name": []}
    cells = [(place, cell.strip()) for place, cell in enumerate(_cells(text)) if cell.strip()]
    for place, cell in cells:
        if place < len(columns) and columns[place] is None:
            faults.append("column")
        _sort(cell, country, found, faults, alone=len(cells) == 1)
    if not found["name"] and found["language"]:  # somebody is called as a language is
        found["name"].append(found["language"].pop())
    faults += [f"two_{kind}" for kind in ("phone", "email", "language") if len(found[kind]) > 1]
    name = _name(" ".join(found["name"]), faults)
    if faults or name is None:
        return Line(text, faults=tuple(dict.fromkeys(faults)))
    tag = language_of(found["language"][0]) if found["language"] else None
    return Line(text, Person(name, _one(found["phone"]), _one(found["email"]), tag or language))


def _sort(cell: str, country: str, found: dict[str, list[str]], faults: list[str], *, alone: bool) -> None:
    """Puts a cell where it belongs, by what it holds."""
    try:
        if "@" in cell:
            found["email"].append(_email(cell))
        elif _NUMBER.fullmatch(cell):
            found["phone"].append(_phone(cell, country))
        elif language_of(cell) and not alone:
            found["language"].append(cell)
        else:
            found["name"].append(cell)
    except ValueError as error:
        faults.append(str(error))


def _cells(text: str) -> list[str]:
    """The cells of a line; where nothing separates them, what looks like a contact is one of its own."""
    separator = next((one for one in SEPARATORS if one in text), None)
    if separator is None:
        found = _WITHIN.search(text)
        return [text[: found.start()] + " " + text[found.end() :], found[0]] if found else [text]
    if '"' in text:
        try:
            return next(csv.reader([text], delimiter=separator, strict=True))
        except csv.Error:
            pass
    return text.split(separator)


def _headings(text: str) -> tuple[str | None, ...] | None:
    """What the columns are called, if this line says that and no more."""
    cells = [cell.strip() for cell in _cells(text)]
    kinds = tuple(_kind(cell) for cell in cells)
    known = [kind for kind in kinds if kind]
    if not known or any("@" in cell or re.search(r"\d", cell) for cell in cells):
        return None
    return kinds if len(known) * 2 > len([cell for cell in cells if cell]) else None


def _kind(cell: str) -> str | None:
    words = re.findall(r"\w+", fold(cell))
    kinds = {_HEADINGS.get(word) for word in words}
    return next(iter(kinds)) if len(kinds) == 1 else None


def _name(text: str, faults: list[str]) -> str | None:
    if holds_national_number(text):
        faults.append("national")
    elif re.search(r"\d", text):
        faults.append("number")
    try:
        name = clean(text, LONGEST_NAME)
    except ValidationError:
        faults.append("name")
        return None
    return name


def _phone(text: str, country: str) -> str:
    import phonenumbers  # not every process reads a number

    try:
        number = phonenumbers.parse(text.strip(), country)
        return str(Phone().read(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)))
    except (phonenumbers.NumberParseException, ValidationError, ValueError):
        raise ValueError("national" if holds_national_number(text) else "phone") from None


def _email(text: str) -> str:
    try:
        return str(_EMAIL.deserialize(text.strip()))
    except ValidationError:
        raise ValueError("email") from None


def _one(values: Sequence[str]) -> str | None:
    return values[0] if values else None


def packed(people: Iterable[Person]) -> str:
    """People as they travel in a page."""
    return json.dumps(
        [[p.name, p.phone, p.email, p.language] for p in people], ensure_ascii=False, separators=(",", ":")
    )


def unpacked(carried: str) -> list[Person]:
    """People as they come back; a ValueError if a page of ours cannot have sent them."""
    try:
        found = json.loads(carried)
    except RecursionError:
        found = None
    if not isinstance(found, list) or len(found) > MOST_LINES or not all(_is_person(one) for one in found):
        raise ValueError("not what a page of ours carries")
    return [Person(*one) for one in found]


def _is_person(one: Any) -> bool:
    if not (isinstance(one, list) and len(one) == 4):
        return False
    name, phone, email, language = one
    return all(isinstance(text, str) for text in (name, language)) and all(
        text is None or isinstance(text, str) for text in (phone, email)
    )


def written(person: Person) -> str:
    """A person as a line that can be mended and read again."""
    return "; ".join(part for part in (person.name, person.phone, person.email, person.language) if part)
