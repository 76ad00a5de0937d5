"""Text as people search for it: without case, accents and other marks, so that Azad finds Āzād and Oyvind Øyvind."""

import re
import unicodedata

MARKS = "\u0300-\u036f\u064b-\u065f\u0670"
PLAIN = ("ØøŁłĐđÐðı-'’", "OoLlDdDdi   ")  # letters that Unicode takes apart no further, and what joins words

_MARKS = re.compile(f"[{MARKS}]")
_PLAIN = str.maketrans(*PLAIN)


def fold(text: str) -> str:
    """The text in small letters without marks, words apart by spaces; `shared.sql.folded` does the same in SQL."""
    if text.isascii():  # as most names, of which many are compared for one search
        return text.translate(_PLAIN).lower()
    return _MARKS.sub("", unicodedata.normalize("NFKD", text)).translate(_PLAIN).lower()
