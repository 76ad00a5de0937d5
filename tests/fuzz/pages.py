"""Requests to every page and form of `web` and of the sandbox, by its routes: whatever a browser may send."""

import re
from random import Random
from urllib.parse import quote, quote_plus, urlencode

from flask import Flask

from tests.fuzz import garbage
from tests.fuzz.playground import PHONES, Playground
from tests.fuzz.wire import Request

NOT_PAGES = ("/api/", "/live", "/ready", "/metrics")
# what forms of `web` and of the sandbox are read for; tests hold this against the code
FIELDS: dict[str, tuple[str, ...]] = {
    "answer": ("accepted", "declined", "tentative", "rang"),
    "party_size": ("1", "2", "10", "11", "٣", "1e1"),
    "child_care": ("0", "2", "9", "10"),
    "interpreter": ("", "ti", "no such"),
    "transport": ("yes",),
    "language": ("ar", "nb", "x", ""),
    "sms": ("yes",),
    "phone": ("90 12 34 56", PHONES[0]),
    "agree": ("yes",),
    "shown": ("1799064000.x",),
    "homepage": ("http://example.org/",),
    "participant": ("prt_1",),
    "present": ("prt_1",),
    "late": ("prt_1",),
    "correct_absent": ("att_1",),
    "slip": ("att_1",),
    "walk_in": ("Noor",),
    "do": ("look", "save", "move", "remove", "answer", "walk_in"),
    "every": ("month_2", "week", "two_weeks"),
    "first_day": ("2027-01-05",),
    "time": ("17:00",),
    "minutes": ("120",),
    "ends": ("never", "times", "until"),
    "times": ("12", "0"),
    "until": ("2027-12-31",),
    "last_day": ("2027-03-09", "2027-13-01"),
    "place_name": ("Biblioteket",),
    "place_address": ("Storgata 1",),
    "capacity": ("20", ""),
    "lead": ("14",),
    "revision": ("221223600", "1"),
    "day": ("2027-02-09",),
    "date": ("2027-02-09",),
    "wording": ("neutral", "open"),
    "invite": ("now", "on_time"),
    "reason": ("sick host",),
    "signature": ("Kvinnenett",),
    "own_name": ("Ingrid Solberg", " "),
    "country": ("NO",),
    "contact_name": ("Ingrid Solberg",),
    "contact_phone": (PHONES[0],),
    "beginning": ("women", "empty"),
    "title.nb": ("Samling",),
    "title.en": ("Gathering",),
    "theme.nb": ("Helse",),
    "day.1": ("yes",),
    "without.7": ("yes",),
    "languages.nb": ("yes",),
    "csrf": ("x",),
    "once": ("x",),
    "email": ("owner@example.org",),
    "account": ("acc_1",),
    "name": ("Møtestedet",),
    "slug": ("nettverk",),
    "role": ("owner", "organiser", "host", "reader"),
    "network_id": ("net_1",),
    "confirm": ("yes",),
    "owner_name": ("Ingrid",),
    "owner_email": ("ingrid@example.org",),
    "timezone": ("Europe/Oslo",),
    "waitlist": ("confirm", "offer"),
    "public": ("yes",),
    "quiet": ("yes",),
    "quiet_from": ("21:00",),
    "quiet_to": ("08:00",),
    "version": ("1",),
    "tags": ("bus, barn",),
    "agreed": ("yes",),
    "another": ("yes",),
    "became": ("added", "joined"),
    "call_name": ("Zahra",),
    "by_sms": ("yes",),
    "by_email": ("yes",),
    "protected": ("yes",),
    "discreet": ("yes",),
    "given": ("yes", "no"),
    "reference": ("K-17",),
    "partner": ("prt_1",),
    "cursor": ("x",),
    "lines": ("Zahra Ahmadi;+447700900101;fa\nSelam",),
    "people": ('[["Zahra",null,null,"nb"]]', "[[]]"),
    "line": ("Zahra;12",),
    "skip": ("0", "99"),
    "known": ("0:prt_1", "0", ":"),
    "entered": ("added:prt_1 joined:prt_2", "x"),
    "erased": ("1",),
    "ended": ("1",),
    "added": ("1",),
    "joined": ("1",),
    "member": ("1",),
    "note": ("Ringt",),
    "invitation": ("inv_1",),
    "channel": ("sms", "email"),
    "contact": tuple(PHONES[:2]),
    "network": ("net_1",),
    "state": ("failed",),
    "checked_by": ("Amal",),
    "event": ("evt_1",),
    "next": ("prt_1",),
    "List-Unsubscribe": ("One-Click",),
    "number": tuple(PHONES[:2]),
    "body": ("1", "ja", "STOP"),
    "To": tuple(PHONES[:2]),
    "From": ("+447700900999",),
    "Body": ("Hei",),
    "MessagingServiceSid": ("MG1",),
    "StatusCallback": ("http://127.0.0.1:9/",),
}
JSON = (
    {"from": PHONES[0], "body": "hva?"},
    {"from": "a@example.org", "raw": "Subject: Hei\r\n\r\nHei"},
    {"sms": {}, "smtp": {}},
)
MAIL = (
    "Content-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\n" * 30,
    "Content-Type: text/plain; charset=utf-99\r\n\r\n\xff\udcff",
    "Content-Type: text/calendar; charset=x; method=REPLY\r\n\r\nBEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\n",
    "Content-Transfer-Encoding: base64\r\n\r\n@@@@",
    "Subject: =?x?q?=ff?=\r\nFrom: @@@\r\nTo: ,,,;\r\nDate: \x00\r\n\r\n",
    "Content-Type: message/rfc822\r\n\r\n" * 200,
    "Content-Type: text/html\r\n\r\n<script>alert(1)</script>",
    ":" * 3000,
)


class Pages:
    """Draws requests for the routes of both in turn."""

    def __init__(self, playground: Playground, chance: Random) -> None:
        self._playground, self._chance = playground, chance
        self._routes = [
            (service, method, rule)
            for service in ("web", "sandbox")
            for method, rule in routes(playground.app(service))
        ]

    def draw(self, number: int) -> tuple[str, str, Request]:
        """The service, the name of the route, and a request to it."""
        service, method, rule = self._routes[number % len(self._routes)]
        chance = self._chance
        headers = self._headers()
        query = self._query()
        target = self._path(rule) + (f"?{query}" if query else "")
        body = b""
        if method in ("POST", "PUT"):
            body = self._body(rule, headers)
        if chance.random() < 0.04:
            method = chance.choice(garbage.METHODS)
        request = Request(method, target, headers, body)
        if chance.random() < 0.1:
            request = Request(method, target, headers, garbage.spoil_bytes(body, chance))
        elif chance.random() < 0.05:
            request = Request(method, target, headers, body, chance.choice((len(body) + 9, 10**9, 1_000_001)))
        return service, f"{service} {method if method.isascii() else '?'} {rule}", request

    def _path(self, rule: str) -> str:
        chance, playground = self._chance, self._playground

        def piece(match: re.Match[str]) -> str:
            if chance.random() < 0.25:
                text = garbage.text(chance)[:200].encode("utf-8", "replace").decode()
                return chance.choice((*garbage.PATH_PIECES, quote(text, safe="")))
            name = match[2]
            if name == "token":
                return chance.choice((*playground.links, playground.sign_in_token, "x" * 22))
            if name == "account_sid":
                return playground.product.product.services["sandbox"].account.sid  # type: ignore[attr-defined,no-any-return]
            if match[1] == "int:":
                return chance.choice(("0", "1", "99999999999999999999", "-1"))
            return quote(playground.some_id(name, chance), safe="")

        return re.sub(r"<(\w+:)?(\w+)>", piece, rule)

    def _query(self) -> str:
        chance = self._chance
        names = ("said", "language", "cursor", "number", "to", "limit", "PageSize", "PageToken", "DateSent>", "Page")
        pairs = [(name, self._word()) for name in names if chance.random() < 0.12]
        query = urlencode(pairs, errors="replace")
        return query + (
            chance.choice(("&%ff=%fe", "&a=%00", "&&", "&said=%E2%80%AE")) if chance.random() < 0.08 else ""
        )

    def _word(self) -> str:
        good = ("accepted", "refused", "ar", "nb", "50", "PA7", "2027-01-04", "2027-01-04T11:00:00Z", PHONES[0])
        return self._chance.choice(good) if self._chance.random() < 0.5 else garbage.text(self._chance)

    def _headers(self) -> dict[str, str]:
        chance, playground = self._chance, self._playground
        headers: dict[str, str] = {}
        if chance.random() < 0.7:
            headers["Cookie"] = playground.cookie
        if chance.random() < 0.7:
            headers["Sec-Fetch-Site"] = "same-origin"
        if chance.random() < 0.5:
            headers["Authorization"] = playground.basic
        if chance.random() < 0.25:
            name = chance.choice([name for name in garbage.HEADERS if name != "Cookie" or chance.random() < 0.3])
            headers[name] = chance.choice(garbage.HEADERS[name])
        return headers

    def _body(self, rule: str, headers: dict[str, str]) -> bytes:
        chance = self._chance
        if rule.startswith("/sandbox/api/"):
            headers.setdefault("Content-Type", "application/json")
            made = dict(chance.choice(JSON))
            if "raw" in made and chance.random() < 0.7:
                made["raw"] = chance.choice(MAIL) + garbage.text(chance)
            # the weather stays fair: a bad one would keep requests waiting
            weather = "weather" in rule
            return garbage.encoded({"sms": garbage.value(chance)} if weather else garbage.spoil(made, chance))
        pairs = []
        for name, good in FIELDS.items():
            if chance.random() < 0.35:
                pairs.append((name, self._field(name, good)))
        if chance.random() < 0.2:
            return self._multipart(pairs, headers)
        headers.setdefault("Content-Type", "application/x-www-form-urlencoded")
        body = "&".join(f"{quote_plus(n)}={quote_plus(v.encode('utf-8', 'replace'))}" for n, v in pairs).encode()
        return body + (b"&answer=%ff%fe&body=\xff" if chance.random() < 0.1 else b"")

    def _field(self, name: str, good: tuple[str, ...]) -> str:
        chance, playground = self._chance, self._playground
        if chance.random() < 0.4:
            return garbage.text(chance)
        if name == "csrf":
            return playground.csrf
        if name == "participant":
            return playground.some_id("participant_id", chance)
        return chance.choice(good)

    def _multipart(self, pairs: list[tuple[str, str]], headers: dict[str, str]) -> bytes:
        headers["Content-Type"] = "multipart/form-data; boundary=x"
        parts = [
            f'--x\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{said}\r\n'.encode("utf-8", "replace")
            for name, said in pairs
        ]
        file = b'--x\r\nContent-Disposition: form-data; name="answer"; filename="a"\r\n\r\n\xff\r\n'
        return b"".join(parts) + (file if self._chance.random() < 0.3 else b"") + b"--x--\r\n"


def routes(app: Flask) -> list[tuple[str, str]]:
    """Every method and rule of an app that is a page and no API of the document."""
    return sorted(
        (method, rule.rule)
        for rule in app.url_map.iter_rules()
        for method in (rule.methods or set()) - {"OPTIONS", "HEAD"}
        if not rule.rule.startswith(NOT_PAGES)
    )
