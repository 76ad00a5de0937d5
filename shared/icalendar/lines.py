"""Content lines and blocks of RFC 5545: folded at 75 octets, joined by CRLF, no control character inside.

The only module that imports `ics`, and only its lowest layer: its objects neither fold lines, quote names nor
write zones. It is loaded with the first calendar that is written: with all it brings along it is a tenth of a start.
"""

from collections.abc import Iterable, Mapping

from shared.safe_text import CONTROLS, one_line, paragraphs

FOLD = "\r\n "
ESCAPES = str.maketrans({"\\": "\\\\", ";": "\\;", ",": "\\,", "\n": "\\n"})
QUOTED = str.maketrans({"^": "^^", '"': "^'"})


def fold(text: str) -> str:
    """The line cut into pieces of at most 75 octets, never inside a character."""
    if text.isascii():
        if len(text) <= 75:
            return text
        return FOLD.join([text[:75], *[text[at : at + 74] for at in range(75, len(text), 74)]])
    raw = text.encode()
    pieces, start, room = [], 0, 75
    while len(raw) - start > room:
        end = start + room
        while raw[end] & 0xC0 == 0x80:
            end -= 1
        pieces.append(raw[start:end].decode())
        start, room = end, 74
    return FOLD.join([*pieces, raw[start:].decode()])


def opening(name: str, params: Mapping[str, str] | None = None) -> str:
    """`NAME;PARAM=value:` without a value yet."""
    from ics.grammar.parse import ContentLine

    return str(ContentLine(name, {key: [value] for key, value in (params or {}).items()}, ""))


def line(name: str, value: str, params: Mapping[str, str] | None = None) -> str:
    """One folded line; the caller has escaped the value."""
    text = opening(name, params) + value
    if "\n" in text or CONTROLS.search(text):
        raise ValueError("a calendar line holds no control characters")
    return fold(text)


def block(name: str, items: Iterable[str]) -> str:
    """BEGIN, the folded lines and inner blocks, END; without a last line break."""
    from ics.grammar.parse import Container

    return str(Container(name, *items))


def text(value: str) -> str:
    """A TEXT value of several paragraphs, escaped."""
    return paragraphs(value).translate(ESCAPES)


def short_text(value: str) -> str:
    """A TEXT value on one line, escaped."""
    return one_line(value).translate(ESCAPES)


def quoted(value: str) -> str:
    """A parameter value in quotes, with RFC 6868 for what quotes cannot hold."""
    return f'"{one_line(value).translate(QUOTED)}"'
