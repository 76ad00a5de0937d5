"""Text from people, made fit for formats where a line break or a control character would change the meaning."""

import re

from shared.problems import Invalid

LINE_BREAKS = re.compile("\r\n|[\n\r\v\f\x85\u2028\u2029]")
# Surrogates cannot be written as UTF-8: one lone half would fail a whole batch.
CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
LOCAL_PART = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*"
DOMAIN = r"(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)*[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
MAIL_ADDRESS = re.compile(rf"(?=.{{3,254}}\Z){LOCAL_PART}@{DOMAIN}\Z")
# 900: a link must fit in one line of a mail header, which has at most 998.
WEB_ADDRESS = re.compile(r"(?=.{9,900}\Z)https?://[A-Za-z0-9\[][A-Za-z0-9\-._~:/?#\[\]@!$&'()*+,;=%]*\Z")
TOKEN = re.compile(r"[A-Za-z0-9][A-Za-z0-9._@:+-]{0,254}\Z")
LANGUAGE = re.compile(r"[A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8})*\Z")


def paragraphs(value: str) -> str:
    """The text with every kind of line break as one line feed, and without control characters."""
    return CONTROLS.sub("", LINE_BREAKS.sub("\n", value))


def one_line(value: str) -> str:
    """The text on one line: no line breaks, no control characters, single spaces."""
    # Printable text has neither breaks nor controls; nearly all names are, and many are cleaned per second.
    cleaned = value if value.isprintable() else CONTROLS.sub("", LINE_BREAKS.sub(" ", value))
    return " ".join(cleaned.split())


def mail_address(value: str) -> str:
    """The same address, or refused if it is not plain `local@domain` in ASCII."""
    if not MAIL_ADDRESS.match(value):
        raise Invalid("This is not an e-mail address we can write to: use name@domain, without spaces or accents.")
    return value


def web_address(value: str) -> str:
    """The same link, or refused if it is not http(s) in the characters of RFC 3986."""
    if not WEB_ADDRESS.match(value):
        raise Invalid("A link begins with https:// and has at most 900 characters, those of RFC 3986 or %XX.")
    return value


def token(value: str) -> str:
    """The same identifier, or refused if it is not letters, digits and `. _ @ : + -`."""
    if not TOKEN.match(value):
        raise Invalid("An identifier has 1 to 255 letters, digits and . _ @ : + - only.")
    return value


def language_tag(value: str) -> str:
    """The same language tag, or refused if it does not have the form of BCP 47."""
    if not LANGUAGE.match(value):
        raise Invalid("A language is written as in BCP 47: nb, en, ti, zh-Hant.")
    return value
