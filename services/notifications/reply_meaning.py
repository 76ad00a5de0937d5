"""What a whole text says: an answer, a digit, a question or a wish to stop; anything doubtful is unclear."""

from collections.abc import Collection
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

from services.notifications.reply_text import LONGEST, asks, normalised
from services.notifications.reply_words import COURTESIES, WORDS, Sense

ANSWERS = {Sense.YES: "accepted", Sense.NO: "declined", Sense.MAYBE: "tentative"}
LARGEST_PARTY = 10

_LONGEST_PHRASE = 60


@dataclass(frozen=True)
class Meaning:
    """A sense, a number, or both; neither: unclear. `number_first` tells "2 nei" from "ja 2"."""

    sense: Sense | None = None
    number: int | None = None
    number_first: bool = False

    @property
    def answer(self) -> str | None:
        return ANSWERS.get(self.sense) if self.sense else None

    @property
    def unclear(self) -> bool:
        return self.sense is None and self.number is None


UNCLEAR = Meaning()


def meaning_of(body: str, languages: Collection[str] = ()) -> Meaning:
    """The meaning of a text from someone of these languages; only whole messages count."""
    if len(body) > LONGEST:
        return UNCLEAR
    text = normalised(body)
    if not text:
        return Meaning(Sense.WHERE) if asks(body) else UNCLEAR
    if len(text) > _LONGEST_PHRASE:
        return UNCLEAR
    found = _read(_without_echo(text), frozenset(_base(language) for language in languages))
    return UNCLEAR if asks(body) and not _may_be_asked(found) else found


def _may_be_asked(found: Meaning) -> bool:
    # "kanskje?" and "1?" want a person; whoever writes "STOP?" wants less, not more
    return found.sense in (Sense.WHERE, Sense.STOP, Sense.STOP_ALL)


def _read(text: str, languages: frozenset[str]) -> Meaning:
    words = text.split()
    numbers = [word for word in words if word.isdecimal()]
    if not numbers:
        sense = _phrase(text, languages)
        return Meaning(sense) if sense else UNCLEAR
    if len(numbers) > 1 or len(numbers[0]) > 2:
        return UNCLEAR
    number = int(numbers[0])
    if len(words) == 1:
        return Meaning(number=number)
    if words[0] != numbers[0] and words[-1] != numbers[0]:
        return UNCLEAR
    first = words[0] == numbers[0]
    rest = " ".join(words[1:] if first else words[:-1])
    if _courteous(rest):
        return Meaning(number=number)
    sense = _phrase(rest, languages)
    return Meaning(sense, number, first) if sense in (Sense.YES, Sense.NO) else UNCLEAR


def _phrase(text: str, languages: frozenset[str]) -> Sense | None:
    """The sense of a phrase, with courtesies before or after it left out."""
    sense = _sense(text, languages)
    if sense is not None:
        return sense
    for courtesy in _courtesies():
        shorter = text.removeprefix(f"{courtesy} ") if text.startswith(f"{courtesy} ") else text
        shorter = shorter.removesuffix(f" {courtesy}") if shorter.endswith(f" {courtesy}") else shorter
        if shorter != text:
            return _phrase(shorter, languages)
    return None


def _sense(text: str, languages: frozenset[str]) -> Sense | None:
    by_language = _vocabulary().get(text, {})
    senses = set(by_language.values())
    if len(senses) > 1:  # the same word in two languages: hers decides
        senses = {sense for language, sense in by_language.items() if language in languages}
    if len(senses) != 1:
        return None
    (sense,) = senses
    return None if sense is Sense.NOTHING else sense


def _courteous(text: str) -> bool:
    return text in _courtesies()


def _without_echo(text: str) -> str:
    words = text.split()
    return " ".join(words[:1] + [later for earlier, later in pairwise(words) if earlier != later or later.isdecimal()])


def _base(language: str) -> str:
    name = language.split("-")[0].lower()
    return {"no": "nb", "nn": "nb", "ckb": "ku", "kmr": "ku"}.get(name, name)


@cache
def _vocabulary() -> dict[str, dict[str, Sense]]:
    table: dict[str, dict[str, Sense]] = {}
    for language, senses in WORDS.items():
        for sense, phrases in senses.items():
            for phrase in phrases.split(","):
                table.setdefault(normalised(phrase), {})[language] = sense
    return table


@cache
def _courtesies() -> tuple[str, ...]:
    return tuple(sorted({normalised(phrase) for phrase in COURTESIES.split(",")}, key=len, reverse=True))
