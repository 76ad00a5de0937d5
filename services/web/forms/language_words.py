"""How people write on a list which language somebody speaks: by its code or its name, in several languages."""

from collections.abc import Mapping
from functools import cache

from babel import Locale

from services.web.languages import FOR_ORGANISERS, OWN_NAMES
from shared.folding import fold

# spoken by people of networks beside the languages of the pages; by name only, as their codes are words or names
ALSO = (
    *("az", "bg", "bn", "bs", "ckb", "cs", "de", "el", "et", "fi", "ha", "hi", "hr", "hu", "hy", "id", "it", "ja"),
    *("ka", "ko", "ln", "lt", "lv", "mk", "my", "ne", "om", "pt", "ro", "rw", "sk", "sq", "sr", "sw", "ta", "te"),
    *("th", "tl", "ur", "vi", "wo", "yo", "zh"),
)
ALIASES = {
    **dict.fromkeys(("norwegian", "norsk", "norska", "norwegian bokmal", "noors", "bokmal", "nynorsk"), "nb"),
    **dict.fromkeys(("persian", "farsi", "persisk", "persiska", "perzisch"), "fa"),
    **dict.fromkeys(("dari", "dari persisk", "farsi dari"), "prs"),
    **dict.fromkeys(("pashto", "pashtu", "pasjto"), "ps"),
    **dict.fromkeys(("tigrinja", "tigrinya", "tigrigna"), "ti"),
    **dict.fromkeys(("kurdish", "kurdisk", "kurdiska", "kurmanji", "kurmanci", "koerdisch"), "ku"),
    **dict.fromkeys(("sorani", "kurdisk sorani"), "ckb"),
    **dict.fromkeys(("tagalog", "filipino"), "tl"),
}
CODES = {"no": "nb", "nn": "nb"} | {tag: tag for tag in OWN_NAMES}


def language_of(word: str) -> str | None:
    """The tag of the language that the whole of this word names; a code counts if it is not written as a name is."""
    word = " ".join(word.split())
    if word in (word.lower(), word.upper()) and word.lower() in CODES:
        return CODES[word.lower()]
    return _names().get(" ".join(fold(word).split()))


@cache
def _names() -> Mapping[str, str]:
    found = {}
    for tag in (*ALSO, *OWN_NAMES):
        spoken = [
            Locale.parse(language).languages.get(tag) for language in (*FOR_ORGANISERS, tag) if _is_known(language)
        ]
        for name in (*spoken, OWN_NAMES.get(tag)):
            if name:
                found[" ".join(fold(name).split())] = tag
    return found | ALIASES


def _is_known(language: str) -> bool:
    return language != "prs"  # Babel knows Dari as Persian of Afghanistan
