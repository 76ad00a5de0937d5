"""Requests drawn for one operation: as its document allows, and then often spoilt in one place or several."""

import re
from collections.abc import Callable
from random import Random
from typing import Any
from urllib.parse import quote

from tests.fuzz import garbage
from tests.fuzz.documents import Operation, Schema
from tests.fuzz.playground import Playground
from tests.fuzz.wire import Request

PLAIN = ("Samling", "kvinner-2", "NO", "nb", "+447700900150", "21:00", "2027-02-02T17:00", "Nett", "K-1", "a")
BY_FORMAT: dict[str, tuple[str, ...]] = {
    "date-time": ("2027-01-12T17:00:00+01:00", "2027-01-04T11:00:00Z", "2027-01-12T19:00:00+01:00"),
    "date": ("2027-02-01", "2027-02-08"),
    "duration": ("PT2H", "P1D", "P14D"),
    "email": ("amina@example.org", "sara@example.org"),
}
BY_NAME: dict[str, tuple[str, ...]] = {
    "timezone": ("Europe/Oslo", "UTC", "America/New_York"),
    "rrule": ("FREQ=WEEKLY;COUNT=4", "FREQ=MONTHLY;BYDAY=1TU", "FREQ=WEEKLY;BYDAY=MO,TH;UNTIL=20270401T000000Z"),
    "cursor": ("x", "eyJhIjoxfQ"),
    "contact": ("+447700900151", "amina@example.org"),
}


class Drawing:
    """Draws requests from one source of chance, with ids of what is there."""

    def __init__(self, playground: Playground, chance: Random) -> None:
        self._playground = playground
        self._chance = chance

    def request(self, operation: Operation) -> Request:
        """One request; about one in four keeps to the document."""
        chance = self._chance
        headers = self._headers(operation)
        target = self._path(operation) + self._query(operation)
        body = b""
        if operation.body is not None:
            made = self.value(operation.body, operation.resolve, "")
            for _ in range(chance.choice((0, 0, 1, 1, 1, 2, 4))):
                made = garbage.spoil(made, chance)
            body = garbage.encoded(made)
            headers.setdefault("Content-Type", "application/json")
        elif chance.random() < 0.1:
            body, headers["Content-Type"] = garbage.encoded(garbage.value(chance)), "application/json"
        method = operation.method.upper()
        if chance.random() < 0.03:
            method = chance.choice(garbage.METHODS)
        return self.damaged(Request(method, target, headers, body))

    def damaged(self, request: Request) -> Request:
        """One in seven is no longer what it was, as bytes or in its length."""
        chance, kind = self._chance, self._chance.random()
        if kind < 0.1:
            return Request(request.method, request.target, request.headers, garbage.spoil_bytes(request.body, chance))
        if kind < 0.14:
            announced = chance.choice((0, len(request.body) + 10, 1_000_001, 10**12))
            return Request(request.method, request.target, request.headers, request.body, announced)
        return request

    def value(self, schema: Schema, resolve: Callable[[Schema], Schema], name: str) -> Any:
        """A value that this schema allows, as far as a schema says it all."""
        chance, schema = self._chance, resolve(schema)
        for choice in ("anyOf", "oneOf"):
            if choice in schema:
                return self.value(chance.choice(schema[choice]), resolve, name)
        if "enum" in schema:
            return chance.choice(schema["enum"])
        kinds = schema.get("type", "object")
        kind = chance.choice(kinds) if isinstance(kinds, list) else kinds
        if kind == "object":
            return self._object(schema, resolve)
        if kind == "array":
            most = chance.choice((0, 1, 1, 2, 3))
            single = name[:-1]
            return [self.value(schema.get("items", {"type": "string"}), resolve, single) for _ in range(most)]
        if kind == "string":
            return self._string(schema, name)
        if kind == "integer":
            return chance.choice((schema.get("minimum", 0), schema.get("maximum", 100), 1, 2, 20))
        return {"boolean": chance.random() < 0.5, "number": chance.random()}.get(kind)

    def _object(self, schema: Schema, resolve: Callable[[Schema], Schema]) -> dict[str, Any]:
        chance, required = self._chance, schema.get("required", ())
        named = schema.get("properties", {})
        made = {
            name: self.value(inner, resolve, name)
            for name, inner in named.items()
            if name in required or chance.random() < 0.4
        }
        more = schema.get("additionalProperties")
        if not named and isinstance(more, dict):
            made = {tag: self.value(more, resolve, tag) for tag in chance.sample(("nb", "ar", "en", "ti"), 2)}
        return made

    def _string(self, schema: Schema, name: str) -> str:
        chance = self._chance
        if name.endswith("_id") or name in self._playground.ids:
            return self._playground.some_id(name, chance)
        known = BY_NAME.get(name) or BY_FORMAT.get(schema.get("format", ""))
        if known:
            return chance.choice(known)
        if "pattern" in schema:
            fits = [text for text in PLAIN if re.search(schema["pattern"].replace("\\Z", "$"), text)]
            return chance.choice(fits or PLAIN)
        text = garbage.text(chance) if chance.random() < 0.4 else chance.choice(PLAIN)
        return text[: schema.get("maxLength", 200)]

    def _path(self, operation: Operation) -> str:
        chance = self._chance

        def piece(match: re.Match[str]) -> str:
            if chance.random() < 0.15:
                text = garbage.text(chance)[:200].encode("utf-8", "replace").decode()
                return chance.choice((*garbage.PATH_PIECES, quote(text, safe="")))
            return quote(self._playground.some_id(match[1], chance), safe="")

        return re.sub(r"\{(\w+)\}", piece, operation.path)

    def _query(self, operation: Operation) -> str:
        chance, pairs = self._chance, []
        for parameter in operation.parameters:
            if parameter["in"] == "query" and chance.random() < 0.6:
                good = self.value(parameter.get("schema", {"type": "string"}), operation.resolve, parameter["name"])
                said = good if chance.random() < 0.5 else garbage.value(chance)
                pairs.append((parameter["name"], said))
        if chance.random() < 0.08:
            pairs.append((garbage.text(chance)[:40], garbage.value(chance)))
        if pairs and chance.random() < 0.05:
            pairs.append(pairs[0])
        query = "&".join(f"{_quoted(name)}={_quoted(said)}" for name, said in pairs if said is not None)
        if chance.random() < 0.03:
            query += chance.choice(("&&&", "%", "=%ff%fe", "a[]=1&a[b]=2", "\xff=\xfe", "limit=%00"))
        return f"?{query}" if query else ""

    def _headers(self, operation: Operation) -> dict[str, str]:
        chance = self._chance
        role = chance.choice(operation.roles) if operation.roles else "reader"
        if chance.random() < 0.05:
            role = chance.choice(list(self._playground.tokens))
        headers = {"Authorization": self._playground.bearer(role)}
        if chance.random() < 0.12:
            name = chance.choice(list(garbage.HEADERS))
            headers[name] = chance.choice(garbage.HEADERS[name])
        if chance.random() < 0.1:
            headers["Idempotency-Key"] = f"k{chance.randrange(30)}"
        return headers


def _quoted(said: Any) -> str:
    text = said if isinstance(said, str) else str(said)
    return quote(text.encode("utf-8", "replace"), safe="")
