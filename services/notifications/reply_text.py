"""Brings a text from a phone into the one form in which words are compared."""

import re
import unicodedata

LONGEST = 1600  # what a provider joins into one text

_QUESTION_MARKS = "?؟፧՞⸮"
_KEPT = "åäöøæй"  # letters of their own, not letters with an accent: Norwegian "nå" is not Kurdish "na"
_SIGNS = "+-−=<>/*#%&_@"  # could change what a digit says, so they are kept and nothing matches them
_EQUALS = re.compile(r"(?<=\d)\s*[=:.)]\s*(?=[^\W\d])")

_ALIKE = str.maketrans(
    {
        "ى": "ي",
        "ی": "ي",
        "ې": "ي",
        "ۍ": "ي",
        "ک": "ك",
        "ګ": "گ",
        "ة": "ه",
        "ە": "ه",
        "ھ": "ه",
        "ۀ": "ه",
        "ـ": "",
        "ı": "i",
    }
    | {"’": "'", "‘": "'", "ʼ": "'", "`": "'", "´": "'"}
    | {
        chr(twin + order): chr(letter + order)
        for twin, letter in ((0x1210, 0x1200), (0x1280, 0x1200), (0x1220, 0x1230), (0x12D0, 0x12A0), (0x1340, 0x1338))
        for order in range(7)  # Amharic writes one sound with several letters
    }
    | {"ሃ": "ሀ", "ሓ": "ሀ", "ኃ": "ሀ", "ኣ": "አ", "ዓ": "አ"}
)


def asks(text: str) -> bool:
    """Whether a text has a question mark of any script."""
    return any(mark in text for mark in _QUESTION_MARKS)


def normalised(text: str) -> str:
    """Lower case without accents, punctuation, emoji and direction marks; digits of all scripts as ASCII digits."""
    text = unicodedata.normalize("NFKC", text[: 2 * LONGEST]).casefold()
    text = unicodedata.normalize("NFC", text).translate(_ALIKE)
    text = _EQUALS.sub(" ", text)
    return " ".join("".join(_plain(letter) for letter in text).replace("'", "").split())


def _plain(letter: str) -> str:
    if letter in _KEPT or letter == "'" or letter in _SIGNS:
        return letter
    kind = unicodedata.category(letter)
    if kind == "Nd":
        return str(unicodedata.decimal(letter))
    if kind[0] in "CM":
        return " " if letter in "\n\r\t" else ""
    if kind[0] in "PSZ":
        return " "
    decomposed = unicodedata.normalize("NFKD", letter)
    return "".join(part for part in decomposed if unicodedata.category(part)[0] != "M").translate(_ALIKE)
