"""Translations from gettext catalogues, read as people edit them (.po) when the program starts."""

from functools import lru_cache
from gettext import GNUTranslations, NullTranslations
from io import BytesIO
from pathlib import Path

from babel import Locale
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po


@lru_cache(maxsize=64)
def catalogue(folder: Path, language: str) -> NullTranslations:
    """The catalogue `<folder>/<language>.po`; English needs none, for it is what the code says."""
    if language == "en":
        return NullTranslations()
    with (folder / f"{language}.po").open("rb") as source:
        read = read_po(source, locale=locale_of(language), abort_invalid=True)
    compiled = BytesIO()
    write_mo(compiled, read)
    compiled.seek(0)
    return GNUTranslations(compiled)


def locale_of(language: str) -> Locale:
    """How this language writes dates and numbers: English as in Europe, Dari as in Afghanistan."""
    return Locale.parse(_LOCALES.get(language, language.replace("-", "_")))


@lru_cache(maxsize=8)
def languages(folder: Path) -> frozenset[str]:
    """The languages that have a catalogue in the folder, and English."""
    return frozenset(file.stem for file in folder.glob("*.po")) | {"en"}


def best_language(wanted: str, offered: frozenset[str], *others: str) -> str:
    """The wanted language, or its base, or the first of the others that is offered; else English."""
    for tag in (wanted, *others):
        for candidate in (tag, tag.partition("-")[0], _NEAR.get(tag.partition("-")[0], "")):
            if candidate in offered:
                return candidate
    return "en"


_LOCALES = {"en": "en_GB", "prs": "fa_AF"}
_NEAR = {"no": "nb", "nn": "nb", "prs": "fa"}
