"""Catalogues are read as people edit them, and the nearest language is found."""

from pathlib import Path

import pytest

from shared.translations import best_language, catalogue, languages

HEAD = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=utf-8\\n"\n\n'


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "nb.po").write_text(HEAD + 'msgid "Yes, {name}"\nmsgstr "Ja, {name} – på norsk"\n', encoding="utf-8")
    return tmp_path


def test_a_sentence_is_said_in_the_language_of_the_catalogue(folder: Path) -> None:
    assert catalogue(folder, "nb").gettext("Yes, {name}") == "Ja, {name} – på norsk"


def test_english_is_what_the_code_says(folder: Path) -> None:
    assert catalogue(folder, "en").gettext("Yes, {name}") == "Yes, {name}"


def test_the_languages_are_those_with_a_catalogue_and_english(folder: Path) -> None:
    assert languages(folder) == {"nb", "en"}


@pytest.mark.parametrize(
    ("wanted", "others", "best"),
    [
        ("nb", (), "nb"),
        ("nb-NO", (), "nb"),
        ("nn", (), "nb"),
        ("no", (), "nb"),
        ("so", ("ar", "nb"), "ar"),
        ("so", ("ti",), "en"),
        ("so", (), "en"),
    ],
)
def test_the_nearest_language_is_taken(wanted: str, others: tuple[str, ...], best: str) -> None:
    assert best_language(wanted, frozenset({"nb", "en", "ar"}), *others) == best
