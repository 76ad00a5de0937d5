"""Mail header lines that hold exactly what they are given: no second header, no hidden encoded word."""

import re
from binascii import b2a_base64
from datetime import UTC, datetime
from email.utils import format_datetime

from shared.safe_text import mail_address, one_line

# Python's own header classes decode "=?…?=" inside plain text, and a line break in it becomes a real one
# (python/cpython#121650, #144125); so nothing that looks like one may stand in a header.
ENCODED_WORD_START = re.compile(r"=+(?=\?)")
PLAIN = re.compile(r"[\x20-\x7e]{0,60}\Z")
# 36 octets make an encoded word of 60 characters: with the longest header name it fits in a line of 76.
OCTETS_PER_WORD = 36


def clean(value: str) -> str:
    """The value on one line and without anything that looks like an encoded word."""
    return one_line(ENCODED_WORD_START.sub("", one_line(value)))


def text(name: str, value: str) -> str:
    """A header of free text, as RFC 2047 where it is not short ASCII."""
    value = clean(value)
    return f"{name}: {value if PLAIN.match(value) else encoded_words(value)}\r\n"


def mailbox(name: str, address: str, display: str | None) -> str:
    """A header with exactly one address."""
    shown = clean(display) if display else ""
    if not shown:
        return f"{name}: {mail_address(address)}\r\n"
    if PLAIN.match(shown):
        quoted = shown.replace("\\", "\\\\").replace('"', '\\"')
        return f'{name}: "{quoted}"\r\n <{mail_address(address)}>\r\n'
    return f"{name}: {encoded_words(shown)}\r\n <{mail_address(address)}>\r\n"


def date(instant: datetime) -> str:
    """The instant as RFC 5322 writes it, in UTC."""
    if instant.tzinfo is None:
        raise ValueError("an instant is an aware datetime")
    return format_datetime(instant.astimezone(UTC))


def encoded_words(value: str) -> str:
    """Folded encoded words in base64, each of whole characters."""
    raw, words, start = value.encode(), [], 0
    while start < len(raw):
        end = min(start + OCTETS_PER_WORD, len(raw))
        while end < len(raw) and raw[end] & 0xC0 == 0x80:
            end -= 1
        words.append(f"=?utf-8?B?{b2a_base64(raw[start:end], newline=False).decode()}?=")
        start = end
    return "\r\n ".join(words)
