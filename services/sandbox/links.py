"""Finds the web addresses in a text, without trusting any of it."""

import re
from collections.abc import Iterator

_LINK = re.compile(r"https?://[^\s<>\"']+", re.IGNORECASE)
_TAIL = ".,;:!?)]}»”’"


def pieces(text: str) -> Iterator[tuple[str, bool]]:
    """The text cut into pieces, each with whether it is a web address; joined they are the text again."""
    end = 0
    for found in _LINK.finditer(text):
        link = found.group().rstrip(_TAIL)
        if found.start() > end:
            yield text[end : found.start()], False
        yield link, True
        end = found.start() + len(link)
    if end < len(text):
        yield text[end:], False


def links_in(text: str) -> list[str]:
    """Each web address once, in the order of the text."""
    return list(dict.fromkeys(piece for piece, is_link in pieces(text) if is_link))
