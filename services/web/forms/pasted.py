"""Reads people from pasted lines of paper or a spreadsheet. Every line is understood or kept as it is with why not."""

import csv
import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import zip_longest
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
    """Somebody as a line describes her; `participant_id`: who she is, if an organiser knows."""

    name: str
    phone: str | None
    email: str | None
    language: str
    participant_id: str | None = None


@dataclass(frozen=True)
class Column:
    """What a heading calls a column, and which of our kinds it is, if any."""

    name: str
    kind: str | None

    @property
    def is_left_out(self) -> bool:
        return bool(self.name) and self.kind is None


@dataclass(frozen=True)
class Line:
    """One line as it was pasted but for what is left out, and who it means or what is wrong with it.

    `number`: where it stands in the list.
    """

    text: str
    person: Person | None = None
    faults: tuple[str, ...] = ()
    number: int | None = None


@dataclass(frozen=True)
class Reading:
    """All lines but empty ones, in order; a heading is none of them.

    `left_out`: what its columns are called of which nothing is kept.
    """

    lines: tuple[Line, ...] = ()
    heading: str | None = None
    left_out: tuple[str, ...] = ()

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


def read(text: str, *, country: str, language: str, first: int | None = 1) -> Reading:
    """What the lines mean: numbers without code are of this country, who has no language speaks this one.

    `first`: the number of the first line; None if they stand in no list.
    """
    lines = [(place, line) for place, line in enumerate(_LINES.split(text)) if line.strip()]
    columns = _headings(lines[0][1]) if len(lines) > 1 else ()
    heading, rest = (lines[0][1], lines[1:]) if columns else (None, lines)
    found, left_out = [], set()
    for place, line in rest:
        kept, faults, gone = _keep(line, columns if _separator(line) == _separator(lines[0][1]) else ())
        left_out |= gone
        number = None if first is None else first + place
        found.append(replace(_read(kept, faults, country, language), number=number))
    return Reading(tuple(found), heading, tuple(one.name for one in columns if one.name in left_out))


def contact(text: str, country: str) -> tuple[str | None, str | None]:
    """The phone or the e-mail address that was written into one field; a ValueError says which of them it is not."""
    if not text.strip():
        return None, None
    if "@" in text:
        return None, _email(text)
    return _phone(text, country), None


def _keep(text: str, columns: Sequence[Column]) -> tuple[str, list[str], set[str]]:
    """The line without what is left out, what is wrong about its columns, and which of them had something in them."""
    cells = list(zip_longest(_cells(text), columns)) if columns else []
    filled = {column for cell, column in cells if column and (cell or "").strip()}
    kept = [cell for cell, column in cells if cell is not None and not (column and column.is_left_out)]
    gone = {column.name for column in filled if column.is_left_out}
    faults = ["column" for column in filled if not column.name]
    return (_line(kept, _separator(text)) if gone else text), faults, gone


def _line(cells: Sequence[str], separator: str | None) -> str:
    """Cells as a line that is read as these cells."""
    marks = {separator, '"'}
    quoted = (f'"{cell.replace(chr(34), chr(34) * 2)}"' if marks & set(cell) else cell for cell in cells)
    return (separator or " ").join(quoted)


def _read(text: str, faults: list[str], country: str, language: str) -> Line:
    if len(text) > LONGEST_LINE:
        return Line(text, faults=("long",))
    found: dict[str, list[str]] = {"phone": [], "email": [], "language": [], "name": []}
    cells = [cell.strip() for cell in _cells(text) if cell.strip()]
    for cell in cells:
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


def _separator(text: str) -> str | None:
    return next((one for one in SEPARATORS if one in text), None)


def _cells(text: str) -> list[str]:
    """The cells of a line; where nothing separates them, what looks like a contact and a language beside it."""
    separator = _separator(text)
    if separator is None:
        found = _WITHIN.search(text)
        return [*_name_and_language(text[: found.start()]), found[0], text[found.end() :]] if found else [text]
    if '"' in text:
        try:
            return next(csv.reader([text], delimiter=separator, strict=True))
        except csv.Error:
            pass
    return text.split(separator)


def _name_and_language(text: str) -> list[str]:
    """A last word that names a language is one if it is written small and the name before it is not."""
    name, _, word = text.strip().rpartition(" ")
    is_language = word.islower() and name and not name.islower() and language_of(word)
    return [name, word] if is_language else [text]


def _headings(text: str) -> tuple[Column, ...]:
    """The columns, if this line says what they are called and no more."""
    cells = [cell.strip() for cell in _cells(text)]
    columns = tuple(Column(cell, _kind(cell)) for cell in cells)
    known = [column for column in columns if column.kind]
    if any("@" in cell or re.search(r"\d", cell) for cell in cells):
        return ()
    return columns if len(known) > 1 or len(known) * 2 > len([cell for cell in cells if cell]) else ()


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
    rows = [[*vars(person).values()][: 5 if person.participant_id else 4] for person in people]
    return json.dumps(rows, ensure_ascii=False, separators=(",", ":"))


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
    if not (isinstance(one, list) and len(one) in (4, 5)):
        return False
    name, phone, email, language, *known = one
    return all(isinstance(text, str) for text in (name, language, *known)) and all(
        text is None or isinstance(text, str) for text in (phone, email)
    )


def written(person: Person) -> str:
    """A person as a line that can be mended and read again."""
    return "; ".join(part for part in (person.name, person.phone, person.email, person.language) if part)
