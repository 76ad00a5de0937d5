"""Texts written to break out of what they are put into; and long lists of cases, a few of them for the quick run."""

from collections.abc import Iterable
from typing import Any

import pytest

LINES = (
    "a\r\nBcc: evil@example.org",
    "a\nATTENDEE;RSVP=TRUE:mailto:evil@example.org",
    "a\rDESCRIPTION:lone return",
    "a\x85BEGIN:VALARM",
    "a\u2028Bcc: evil@example.org",
    "a\u2029X-EVIL: 1",
    "a\x0bURL:https://evil.example.org",
    "a\x0cb",
    "a\r\n\r\n<script>alert(1)</script>",
    "a\r\n.\r\nMAIL FROM:<evil@example.org>",
    "END:VEVENT\r\nBEGIN:VEVENT\r\nUID:evil@example.org",
    "END:VEVENT\\nBEGIN:VALARM",
    "END:VCALENDAR",
    "BEGIN:VEVENT",
    "a\\nATTENDEE:mailto:evil@example.org",
    "--=_mixed--",
    "a\t\tb",
)
UNSEEN = (
    "a\x00b",
    "a\x1b[31mb\x7fc\x9fd",
    "a\ud800b",
    "a\udfffb",
    "a\u202eb\u2066c\u2069",
    "a\u200b\u200c\u200db\u2060\ufeff",
    "\u200f\u200e",
    "a" + "\u0301" * 60,
    "\ufffe\uffff",
    "a\U000e0061\U000e007f",
)
HEADERS = (
    "=?UTF-8?Q?=0D=0ABcc:_evil@example.org?=",
    "=?UTF-8?B?DQpCY2M6IGV2aWxAZXhhbXBsZS5vcmc=?=",
    "==??UTF-8?Q?=0A?=?Bcc: evil@example.org",
    'a";ROLE=CHAIR:mailto:evil@example.org',
    "a, Evil <evil@example.org>",
    "evil@example.org>,<b@example.org",
    "a^nATTENDEE^':mailto:evil@example.org",
    'a";X-EVIL="1',
    "(comment) a\\",
)
MARKUP = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "' autofocus onfocus='alert(1)",
    "</title><svg/onload=alert(1)>",
    "</style><style>*{display:none}</style>",
    "<!--",
    "]]><x-evil/>",
    "&lt;script&gt;&#60;script&#62;",
    "javascript:alert(1)",
    "＜script＞alert(1)＜/script＞",
    "<a href=//evil.example.org>",
)
TEMPLATES = (
    "{{7777*7777}}",
    "{% raw %}${7777*7777}#{7777*7777}",
    "{event.__class__}",
    "{link} {call_name} {0} {} {signature}",
    "%(link)s %s %n %%",
    "$link ${call_name}",
    "{{ config.items() }}",
    "__import__('os')",
    "'; DROP TABLE outbox; --",
    "\\u003cscript\\u003e",
)
FORMULAS = (
    "=1+1",
    "+1+1",
    "-1+1",
    "@SUM(1)",
    "\t=1+1",
    "＝1+1",
    "＋1+1",
    "－1+1",
    "＠SUM(1)",
    '=HYPERLINK("https://evil.example.org")',
    'a;b,c\t"d"',
)
SCRIPTS = (
    'O\'Hara & "Sønn" <b>;,\\n',
    "سلام \u200f مرحبا ١٢٣",
    "ሰላም ዓለም",
    "Привет 你好 🎉",
    "\U0001f469\u200d\U0001f469\u200d\U0001f467 " * 8,
    "x" * 900,
    "م" * 190,
)
PAYLOADS = (*LINES, *UNSEEN, *HEADERS, *MARKUP, *TEMPLATES, *FORMULAS, *SCRIPTS)


def first(quick: int, cases: Iterable[Any]) -> list[Any]:
    """For `parametrize` with one argument: every case, those after the first so many marked slow."""
    return [case if place < quick else pytest.param(case, marks=pytest.mark.slow) for place, case in enumerate(cases)]
