"""Pages speak the reader's language, and every text of theirs is in its catalogue."""

import re
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from jinja2.ext import babel_extract

from services.notifications.texts import CATALOGUES as OF_MESSAGES
from services.web.languages import CATALOGUES, FOR_EVERYONE, FOR_ORGANISERS, SOURCE, first_spoken, in_language, language
from services.web.rendering import TEMPLATES
from shared.translations import catalogue as translations
from shared.translations import locale_of

# of the words for states a participant's pages show only some
STATES = TEMPLATES / "components.html"
SHOWN_TO_ALL = {"Cancelled", "Language", "Local time in %(city)s"}


def texts(file: Path) -> set[str]:
    with file.open("rb") as source:
        options = {"trim_blocks": "true", "lstrip_blocks": "true"}
        found = [message for _, _, message, _ in babel_extract(source, ["_", "n_"], [], options)]
    return {message[0] if isinstance(message, tuple) else message for message in found}


def catalogue(tag: str) -> dict[str, str]:
    with (CATALOGUES / f"{tag}.po").open("rb") as file:
        read = read_po(file, locale=tag, abort_invalid=True)
    entries = {(m.id[0] if isinstance(m.id, tuple) else m.id): m for m in read if m.id}
    assert all(list(entry.check(read)) == [] for entry in entries.values())
    assert all(all(e.string) if isinstance(e.string, tuple) else e.string for e in entries.values())
    return dict.fromkeys(entries, tag)


@pytest.mark.parametrize("tag", [tag for tag in FOR_ORGANISERS if tag != SOURCE])
def test_every_text_is_in_the_languages_of_organisers_and_none_too_many(tag: str) -> None:
    used = set().union(*(texts(file) for file in TEMPLATES.rglob("*.html")))
    assert used == set(catalogue(tag))


@pytest.mark.parametrize("tag", [tag for tag in FOR_EVERYONE if tag not in FOR_ORGANISERS])
def test_every_text_a_participant_meets_is_in_her_language(tag: str) -> None:
    used = SHOWN_TO_ALL.union(*(texts(file) for file in TEMPLATES.glob("*.html") if file != STATES))
    assert used <= set(catalogue(tag))


@pytest.mark.parametrize(
    ("wanted", "spoken"),
    [(["nb-NO"], "nb"), (["no"], "nb"), (["fi", "ar"], "ar"), ([None, "de"], "en"), (["en_US"], "en"), ([], "en")],
)
def test_the_first_language_that_pages_speak(wanted: list[str | None], spoken: str) -> None:
    assert first_spoken(wanted, FOR_EVERYONE).tag == spoken


@pytest.mark.parametrize(("number", "words"), [(1, "لكم مقعد."), (2, "لكم مقعدان."), (3, "لكم 3 مقاعد.")])
def test_arabic_counts_in_its_own_forms(number: int, words: str) -> None:
    assert language("ar").ngettext("You have a seat.", "You have %(number)s seats.", number) == words


@pytest.mark.parametrize("folder", [CATALOGUES, OF_MESSAGES], ids=["pages", "messages"])
def test_every_number_finds_a_form_of_its_own_catalogue(folder: Path) -> None:
    """A language whose plural rule is not known falls back to English from two on."""
    for file in sorted(folder.glob("*.po")):
        with file.open("rb") as source:
            read = read_po(source, locale=locale_of(file.stem))
        spoken = translations(folder, file.stem)
        for one, many, forms in ((*m.id, m.string) for m in read if isinstance(m.id, tuple)):
            said = {spoken.ngettext(one, many, number) for number in (*range(6), 11, 21, 100)}
            assert said <= set(forms), file.stem


def test_a_text_in_several_languages_falls_back() -> None:
    assert in_language({"nb": "Samling", "ar": "لقاء"}, "ar") == "لقاء"
    assert in_language({"nb": "Samling", "en": "Gathering"}, "ar") == "Gathering"
    assert in_language({"ti": "ኣኼባ"}, "nb") == "ኣኼባ"
    assert in_language(None, "nb") is None


def test_numbers_in_texts_are_written_as_the_language_writes_them() -> None:
    said = {tag: language(tag).ngettext("%(number)s person", "%(number)s people", 30_000) for tag in ("en", "nb", "nl")}
    assert said == {"en": "30,000 people", "nb": "30\u00a0000 personer", "nl": "30.000 personen"}
    seats = {"taken": 1200, "capacity": 30_000}
    assert language("en").gettext("%(taken)s of %(capacity)s seats taken", **seats) == "1,200 of 30,000 seats taken"
    assert language("da").numeral(1200) == "1.200"


def test_every_number_of_a_table_and_every_time_is_written_as_the_language_writes_it() -> None:
    for file in TEMPLATES.rglob("*.html"):
        page = file.read_text()
        assert all(
            cell.startswith("numeral(") for cell in re.findall(r'<td class="number"[^>]*>\{\{ (.*?) }}', page)
        ), file
        assert "strftime" not in page, file


def test_a_language_is_called_as_the_reader_calls_it() -> None:
    assert [language("nb").name_of(tag) for tag in ("ti", "prs", "sw", "xx")] == ["tigrinja", "dari", "swahili", "xx"]
