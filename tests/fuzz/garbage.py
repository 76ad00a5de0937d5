"""Values that nobody should send, and ways to spoil good ones; all drawn from one source of chance."""

import json
from random import Random
from typing import Any

from tests.support.corpus import PAYLOADS

NUMBERS = (0, -1, 1, 2**31, -(2**31) - 1, 2**53, 2**63 - 1, -(2**63), 2**64, 10**30, 0.5, -0.0, 1e308, 1e-320)
ODD: tuple[Any, ...] = (None, True, False, "", " ", [], {}, [[]], [None], {"": ""}, {"a": {"b": {"c": []}}}, *NUMBERS)
TEXTS = (
    *PAYLOADS,
    "2027-02-30",
    "2027-03-28T02:30",
    "0001-01-01T00:00:00+14:00",
    "9999-12-31T23:59:59-12:00",
    "2027-01-12T17:00:00.123456789Z",
    "P999999999D",
    "PT0S",
    "-P1D",
    "FREQ=SECONDLY",
    "FREQ=DAILY;COUNT=999999999",
    "FREQ=WEEKLY;BYDAY=MO,TU,WE;INTERVAL=0",
    "FREQ=YEARLY;BYYEARDAY=366;UNTIL=20991231T000000Z",
    "Europe/Oslo\x00",
    "../../../etc/passwd",
    "+447700900123;ext=1",
    "a@[127.0.0.1]",
    '"a b"@example.org',
    "a" * 64 + "@" + "b" * 190 + ".example.org",
    "xn--nxasmq6b@example.org",
)
PATH_PIECES = (
    "%00",
    "%2e%2e",
    "%2f",
    "%ff%fe",
    "%C3%28",
    "%F0%9F%92%A9",
    "a" * 300,
    "%",
    "%zz",
    ";a=b",
    "*",
    "~",
    "-",
    "..",
)
HEADERS: dict[str, tuple[str, ...]] = {
    "Content-Type": (
        "text/plain",
        "application/json; charset=utf-7",
        "application/json; charset=\xff",
        "application/xml",
        "multipart/form-data",
        "multipart/form-data; boundary=x",
        "application/x-www-form-urlencoded; charset=utf-16",
        "application/vnd.api+json",
        ";;;",
        "",
    ),
    "Accept": ("image/png", "*/*;q=abc", "\xff\xfe", "a" * 4000),
    "Accept-Language": ("ar,nb;q=0.1", "*" * 500, "zh-Hant;q=9;;,\xe5", "x-" * 300),
    "Authorization": (
        "Bearer",
        "Bearer ",
        "Bearer a.b.c",
        "Basic \xff",
        "Basic YTpi",
        "Bearer " + "x" * 9000,
        "\xc3\x28",
    ),
    "Idempotency-Key": ("", "x" * 256, "\xe5", "a b", "k1"),
    "If-Match": ('"1"', "*", 'W/"', '"' * 50, "\xff"),
    "If-None-Match": ("*", '"1", "2"', 'W/"x', "," * 300),
    "X-Request-Id": ("x" * 300, "\xff\xfe", '{"a":1}', "ok-1"),
    "X-Forwarded-For": ("999.1.1.1", "127.0.0.1, ::1"),
    "X-Forwarded-Proto": ("javascript",),
    "Host": ("", "evil.example.org", "[::1", "localhost:99999", "\xff", "a b"),
    "Origin": ("null", "http://[", "https://evil.example.org"),
    "Sec-Fetch-Site": ("cross-site", "\xff", "none"),
    "Range": ("bytes=0-", "bytes=9-1"),
    "Content-Encoding": ("gzip",),
    "Transfer-Encoding": ("chunked",),
    "Expect": ("100-continue",),
    "Cookie": ("samling=" + "x" * 5000, "samling", "=;=;", 'samling="\\377\\000"', "\xff=\xff"),
    "X-HTTP-Method-Override": ("DELETE",),
    "X-Twilio-Signature": ("", "\xff", "Zm9yZ2Vk"),
}
METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "PROPFIND", "get", "\xc5")


def text(chance: Random) -> str:
    """Something written to break out, or letters of all scripts, or a very long line."""
    kind = chance.random()
    if kind < 0.6:
        return chance.choice(TEXTS)
    if kind < 0.9:
        return "".join(chr(chance.choice((*range(0x20, 0x7F), *SCRIPTS))) for _ in range(chance.randrange(1, 40)))
    return chance.choice(("x", "å", "م", "\U0001f469\u200d", "\u0301")) * chance.choice((65, 300, 1001, 5000))


SCRIPTS = (0x0, 0x85, 0x300, 0x5D0, 0x644, 0x1200, 0x200D, 0x202E, 0x2066, 0x4E2D, 0xFEFF, 0xFF1D, 0x1F469, 0xE0061)


def value(chance: Random) -> Any:
    """Any JSON value at all."""
    return text(chance) if chance.random() < 0.5 else chance.choice(ODD)


def spoil(body: Any, chance: Random) -> Any:
    """The same JSON value with one thing about it changed, somewhere."""
    if isinstance(body, dict) and body and chance.random() < 0.9:
        name = chance.choice(list(body))
        kind = chance.random()
        if kind < 0.15:
            return {key: inner for key, inner in body.items() if key != name}
        if kind < 0.25:
            return body | {text(chance)[:60]: value(chance)}
        if kind < 0.3:
            return body | {chance.choice(("role", "organisation", "id", "revision", "checked_in", "__class__")): 1}
        return body | {name: spoil(body[name], chance)}
    if isinstance(body, list) and body and chance.random() < 0.8:
        place = chance.randrange(len(body))
        kind = chance.random()
        if kind < 0.2:
            return body * chance.choice((2, 3, 60, 500))
        return [*body[:place], spoil(body[place], chance), *body[place + 1 :]]
    if isinstance(body, str) and chance.random() < 0.5:
        return chance.choice((body + text(chance), text(chance) + body, body.upper(), body[::-1], body * 50, [body]))
    return value(chance)


def spoil_bytes(raw: bytes, chance: Random) -> bytes:
    """The same bytes, no longer what they were."""
    place = chance.randrange(len(raw) + 1)
    return chance.choice(
        (
            raw[:place],
            raw[:place] + bytes([chance.randrange(256)]) + raw[place:],
            raw[:place] + b"\x00" + raw[place:],
            raw[:place] + b"\xff\xfe" + raw[place + 1 :],
            b"\xef\xbb\xbf" + raw,
            raw.decode("utf-8", "replace").encode("utf-16"),
            raw * 2,
            b"[" * chance.choice((40, 5000)) + raw,
            b'{"a":' * chance.choice((33, 3000)) + raw,
            raw + b'{"a":NaN}',
            b'{"a":1,"a":' + raw + b"}",
            b"x" * chance.choice((1, 70_000, 1_000_001)),
            b"\x80\x04\x95pickle",
        )
    )


def encoded(body: Any) -> bytes:
    """JSON as a client writes it; lone surrogates go as escapes."""
    try:
        return json.dumps(body, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        return json.dumps(body).encode()
