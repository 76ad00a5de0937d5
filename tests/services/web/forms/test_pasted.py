"""Pasted lines: whatever was pasted is understood or kept, in order, and nothing of it is lost."""

import re
import unicodedata
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.web.forms.pasted import LONGEST_LINE, Person, contact, lines_of, packed, read, unpacked, written
from tests.shared.test_national_numbers import NORWEGIAN
from tests.support.corpus import PAYLOADS


def only(text: str, country: str = "NO") -> Person:
    reading = read(text, country=country, language="nb")
    assert reading.faulty == []
    (person,) = reading.people
    return person


@pytest.mark.parametrize(
    ("text", "person"),
    [
        ("Zahra Ahmadi\t+47 400 00 001\tfa", ("Zahra Ahmadi", "+4740000001", None, "fa")),
        ("Zahra Ahmadi;40000001;persisk", ("Zahra Ahmadi", "+4740000001", None, "fa")),
        ("Zahra, Ahmadi, zahra@example.org, فارسی", ("Zahra Ahmadi", None, "zahra@example.org", "fa")),
        ("0047 40000001\tTI\tSelam Tesfay", ("Selam Tesfay", "+4740000001", None, "ti")),
        ("Selam Tesfay 40 00 00 01", ("Selam Tesfay", "+4740000001", None, "nb")),
        ("Selam Tesfay selam@example.org", ("Selam Tesfay", None, "selam@example.org", "nb")),
        ("Selam Tesfay", ("Selam Tesfay", None, None, "nb")),
        ('"Ahmadi, Zahra",40000001', ("Ahmadi, Zahra", "+4740000001", None, "nb")),
        ('Zahra "Zaza" Ahmadi;40000001', ('Zahra "Zaza" Ahmadi', "+4740000001", None, "nb")),
        ("Da Li\t40000001", ("Da Li", "+4740000001", None, "nb")),
        ("Da\tLi\t40000001", ("Da Li", "+4740000001", None, "nb")),
        ("Svenska\t40000001", ("Svenska", "+4740000001", None, "nb")),
        ("مريم;٤٠٠٠٠٠٠١;Arabisch", ("مريم", "+4740000001", None, "ar")),
        ("Zahra;Engelska;+46 70 123 45 67", ("Zahra", "+46701234567", None, "en")),
        ("Zahra;oekraïens;", ("Zahra", None, None, "uk")),
        ("Zahra;Swahili;", ("Zahra", None, None, "sw")),
    ],
)
def test_columns_are_recognised_by_what_they_hold(text: str, person: tuple[str, ...]) -> None:
    assert only(text) == Person(*person)


@pytest.mark.parametrize(("country", "phone"), [("NO", "+4740000001"), ("SE", "+4640000001"), ("DK", "+4540000001")])
def test_a_number_without_country_code_is_of_the_networks_country(country: str, phone: str) -> None:
    assert only("Zahra;40000001", country).phone == phone


@pytest.mark.parametrize(
    ("text", "faults"),
    [
        ("Zahra;123", ("phone",)),
        ("Zahra;zahra@", ("email",)),
        (";40000001", ("name",)),
        (f"Zahra;{NORWEGIAN}", ("national",)),
        (f"Zahra {NORWEGIAN[:6]} {NORWEGIAN[6:]} x", ("national",)),
        ("1. Zahra;40000001", ("number",)),
        ("Zahra;40000001;40000002", ("two_phone",)),
        ("Zahra;a@example.org;b@example.org", ("two_email",)),
        ("Zahra;fa;ar", ("two_language",)),
        ("Zahra\x00;40000001", ("name",)),
        ("x" * (LONGEST_LINE + 1), ("long",)),
        ("x" * 201, ("name",)),
    ],
)
def test_what_is_wrong_with_a_line_is_said(text: str, faults: tuple[str, ...]) -> None:
    (line,) = read(text, country="NO", language="nb").lines
    assert (line.text, line.person, line.faults) == (text, None, faults)


@pytest.mark.parametrize(
    "heading", ["Navn\tTelefon\tSpråk", "name;e-mail;mobile", "Fornavn,Etternavn,Tlf.", "E-post;Namn"]
)
def test_a_heading_is_nobody(heading: str) -> None:
    reading = read(f"{heading}\nZahra;40000001", country="NO", language="nb")
    assert (reading.heading, [person.name for person in reading.people]) == (heading, ["Zahra"])


def test_what_stands_in_a_column_of_another_kind_is_left_out_and_named() -> None:
    table = "Navn;Adresse;Fødselsdato;Postnr;Telefon;Merknad;\n"
    table += f'Zahra;"Storgata 1; oppg. B";{NORWEGIAN};9008;40000001;;\nSelam;;;;40000002;;'
    reading = read(table, country="NO", language="nb")
    assert reading.faulty == []
    assert [(person.name, person.phone) for person in reading.people] == [
        ("Zahra", "+4740000001"),
        ("Selam", "+4740000002"),
    ]
    assert reading.left_out == ("Adresse", "Fødselsdato", "Postnr")
    assert [line.text for line in reading.lines] == ["Zahra;40000001;", "Selam;;;;40000002;;"]


def test_a_faulty_line_is_mended_without_what_is_left_out() -> None:
    """Read again without its heading, it means the same; what it quoted is quoted still."""
    reading = read('Navn;Sted;Tlf\n"Ahmadi; Zahra ""Zaza""";Tromsø 2;12', country="NO", language="nb")
    (line,) = reading.faulty
    assert (line.text, line.faults) == ('"Ahmadi; Zahra ""Zaza""";12', ("phone",))
    assert only(line.text.replace("12", "40000001")).name == 'Ahmadi; Zahra "Zaza"'


def test_a_column_without_a_heading_is_not_left_out_in_silence() -> None:
    reading = read("Navn;;Telefon\nZahra;Tromsø;40000001\nSelam;;40000002", country="NO", language="nb")
    assert [line.faults for line in reading.faulty] == [("column",)]
    assert (reading.left_out, [person.name for person in reading.people]) == ((), ["Selam"])


def test_a_line_apart_by_other_signs_than_the_heading_is_read_as_it_is() -> None:
    reading = read("Navn;Sted;Telefon\nZahra, Ahmadi, 40000001", country="NO", language="nb")
    assert (reading.left_out, [person.name for person in reading.people]) == ((), ["Zahra Ahmadi"])


@pytest.mark.parametrize(
    ("text", "name", "language"),
    [
        ("Mina Karimi +47 400 00 001 dari", "Mina Karimi", "prs"),
        ("Mina Karimi dari 40000001", "Mina Karimi", "prs"),
        ("Mina Karimi 40000001 Dari", "Mina Karimi", "prs"),
        ("Mina ti 40000001", "Mina", "ti"),
        ("Mina mina@example.org persisk", "Mina", "fa"),
        ("Selam 40000001 Tesfay", "Selam Tesfay", "nb"),
        # a name of this kind is written as one
        ("Ali Farsi 40000001", "Ali Farsi", "nb"),
        ("ali farsi 40000001", "ali farsi", "nb"),
        ("Leonardo Da 40000001", "Leonardo Da", "nb"),
        ("Mina Karimi dari", "Mina Karimi dari", "nb"),
    ],
)
def test_a_language_beside_a_contact_is_understood_without_commas(text: str, name: str, language: str) -> None:
    person = only(text)
    assert (person.name, person.language, bool(person.phone or person.email)) == (
        name,
        language,
        "0" in text or "@" in text,
    )


def test_lines_have_the_numbers_of_the_list() -> None:
    lines = "Navn;Telefon\n\nZahra;40000001\nSelam;12\n\nMaryam;13"
    reading = read(lines, country="NO", language="nb")
    assert [(line.number, bool(line.faults)) for line in reading.lines] == [(3, False), (4, True), (6, True)]
    assert [line.number for line in read("Selam;12", country="NO", language="nb", first=4).lines] == [4]
    assert [line.number for line in read("Selam;12", country="NO", language="nb", first=None).lines] == [None]


def test_a_first_line_that_names_somebody_is_no_heading() -> None:
    assert read("Mobil Hansen;40000001\nZahra", country="NO", language="nb").heading is None
    assert read("Name", country="NO", language="nb").heading is None


def test_one_field_takes_a_phone_or_an_address() -> None:
    assert contact(" 400 00 001 ", "NO") == ("+4740000001", None)
    assert contact("zahra@example.org", "NO") == (None, "zahra@example.org")
    assert contact("", "NO") == (None, None)
    for text, fault in {"zahra": "phone", "a@": "email", NORWEGIAN: "national"}.items():
        with pytest.raises(ValueError, match=fault):
            contact(text, "NO")


def test_people_travel_in_a_page_as_they_are() -> None:
    people = read("Zahra;40000001\nSelam;a@example.org", country="NO", language="nb").people
    people[0] = replace(people[0], participant_id="prt_1")
    assert unpacked(packed(people)) == people
    for carried in (
        "",
        "null",
        "[1]",
        '[["a",1,null,"nb"]]',
        '[["a",null,"nb"]]',
        '{"a":1}',
        "[" * 9999,
        "[[],[]]",
        '[["a",null,null,"nb",1]]',
    ):
        with pytest.raises(ValueError):
            unpacked(carried)


def test_what_a_service_refuses_after_all_goes_back_as_a_line() -> None:
    person = Person("Zahra Ahmadi", "+4740000001", "zahra@example.org", "ti")
    assert only(written(person)) == person


cells = st.one_of(
    st.sampled_from(
        [*PAYLOADS, "+4740000001", "40 00 00 01", "zahra@example.org", "fa", "norsk", "Navn", "Telefon", '"', ""]
    ),
    st.text(max_size=20),
)
rows = st.builds(lambda parts, separator: separator.join(parts), st.lists(cells, max_size=5), st.sampled_from("\t;, "))


@given(st.lists(rows, max_size=12).map("\n".join))
@settings(max_examples=400, deadline=None)
def test_nothing_that_was_pasted_is_lost_or_silently_changed(text: str) -> None:
    reading = read(text, country="NO", language="und")
    heading = [reading.heading] if reading.heading is not None else []
    texts = heading + [line.text for line in reading.lines]
    assert reading.left_out or texts == lines_of(text)
    assert all(not signs(after) - signs(before) - {'"'} for before, after in zip(lines_of(text), texts, strict=True))
    for line in reading.lines:
        assert (line.person is None) == bool(line.faults)
        if line.person:
            kept = signs(line.person.name)
            assert not kept - signs(line.text)
            assert digits(line.person.phone) >= national_part(line.text, line.person)
    assert [line.person for line in reading.lines if line.person] == reading.people
    assert [line for line in reading.lines if line.faults] == reading.faulty


@given(st.lists(st.text(st.characters(categories=["Ll", "Lo", "Lu"]), min_size=2), min_size=2, max_size=4))
def test_every_word_of_a_name_stays_in_it(words: list[str]) -> None:
    reading = read(" ".join(words), country="NO", language="und")
    for person in reading.people:
        assert person.name == unicodedata.normalize("NFC", " ".join(words)).strip()


def signs(text: str) -> set[str]:
    return set(unicodedata.normalize("NFC", text)) - {" "}


def digits(phone: str | None) -> int:
    return len(phone or "")


def national_part(text: str, person: Person) -> int:
    """As many digits as were written outside an address, but those that only say how to call abroad."""
    written = "".join(re.findall(r"\d", text.replace(person.email or "\x00", "")))
    return len(written.lstrip("0")) if person.phone else 0
