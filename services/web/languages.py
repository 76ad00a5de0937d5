"""The languages of the pages: which one to speak, its direction, and its catalogue of texts."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from gettext import NullTranslations
from pathlib import Path

from babel import Locale
from babel.numbers import format_decimal

from shared.translations import best_language, catalogue, locale_of

CATALOGUES = Path(__file__).parent / "translations"
SOURCE = "en"  # the language the texts in templates are written in
OWN_NAMES = {
    "nb": "norsk",
    "sv": "svenska",
    "da": "dansk",
    "nl": "Nederlands",
    "en": "English",
    "ar": "العربية",
    "fa": "فارسی",
    "prs": "دری",
    "ps": "پښتو",
    "so": "Soomaali",
    "ti": "ትግርኛ",
    "am": "አማርኛ",
    "uk": "українська",
    "ru": "русский",
    "tr": "Türkçe",
    "fr": "français",
    "es": "español",
    "pl": "polski",
    "ku": "Kurdî (kurmancî)",
}
_AS_BABEL_KNOWS = {"prs": "fa_AF"}
FOR_EVERYONE = tuple(OWN_NAMES)
FOR_ORGANISERS = ("nb", "sv", "da", "nl", "en")


@dataclass(frozen=True)
class Language:
    """One language that pages speak."""

    tag: str
    translations: NullTranslations

    @property
    def locale(self) -> Locale:
        """Its conventions for dates; English as in Europe."""
        return locale_of(self.tag)

    @property
    def direction(self) -> str:
        """`ltr` or `rtl`, as HTML's `dir` says it."""
        return str(self.locale.text_direction)

    def gettext(self, text: str, /, **values: object) -> str:
        """The text in this language, with its %(name)s filled in; numbers as they are written there, years as texts."""
        return self.translations.gettext(text) % self._written(values)

    def ngettext(self, one: str, many: str, number: int, /, **values: object) -> str:
        """The form of the text that this number asks for, with the number as it is written there: `30 000 personer`."""
        return self.translations.ngettext(one, many, number) % self._written({"number": number, **values})

    def numeral(self, number: int) -> str:
        """A number as it is written in this language: `30 000`."""
        return format_decimal(number, locale=self.locale)

    def _written(self, values: Mapping[str, object]) -> dict[str, object]:
        return {name: self.numeral(value) if isinstance(value, int) else value for name, value in values.items()}

    def name_of(self, tag: str) -> str:
        """What a language is called in this one; the tag itself where that is not known."""
        return str(self.locale.languages.get(_AS_BABEL_KNOWS.get(tag, tag), tag))


class Named(dict[str, str]):
    """Names of languages as one language calls them, of any tag that is asked for."""

    def __init__(self, reader: Language) -> None:
        super().__init__()
        self._reader = reader

    def __missing__(self, tag: str) -> str:
        return self.setdefault(tag, self._reader.name_of(tag))

    def to_choose(self, tags: Iterable[str]) -> list[tuple[str, str]]:
        """Each with its own name behind, for whoever it belongs to: `tigrinja · ትግርኛ`."""
        return [(tag, " · ".join(dict.fromkeys((self[tag], OWN_NAMES.get(tag, self[tag]))))) for tag in tags]


def language(tag: str) -> Language:
    """The language of this tag; its catalogue is read once."""
    return Language(tag, catalogue(CATALOGUES, tag))


def first_spoken(wanted: Iterable[str | None], spoken: Sequence[str]) -> Language:
    """The first wanted language that pages speak; English if there is none."""
    return language(best_language("", frozenset(spoken), *(tag.replace("_", "-") for tag in wanted if tag)))


def in_language(texts: Mapping[str, str] | None, tag: str, others: Sequence[str] = ()) -> str | None:
    """The text in this language, else in the first of the others that has one, else in any."""
    found = spoken_text(texts, tag, others)
    return found and found[1]


def spoken_text(texts: Mapping[str, str] | None, tag: str, others: Sequence[str] = ()) -> tuple[str, str] | None:
    """The same with the language it is in."""
    if not texts:
        return None
    for wanted in (tag, *others, SOURCE):
        if texts.get(wanted):
            return wanted, texts[wanted]
    return next(iter(texts.items()))
