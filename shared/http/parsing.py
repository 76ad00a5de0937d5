"""Reads JSON bodies and query strings strictly: what PostgreSQL or JSON would choke on later is refused here."""

import json
import re
from typing import Any, NoReturn

import flask
from marshmallow import missing
from webargs.flaskparser import FlaskParser, is_json_request
from werkzeug.exceptions import BadRequest, UnsupportedMediaType

from shared.problems import Invalid

DEEPEST = 32

_SUSPECT = re.compile(rb"\\u(?:0000|[dD][89a-fA-F])")
_LARGEST = 2**63 - 1


class StrictParser(FlaskParser):
    """webargs' parser with one answer per fault: 415 not JSON, 400 broken JSON, 422 impossible values or fields."""

    DEFAULT_UNKNOWN_BY_LOCATION = {**FlaskParser.DEFAULT_UNKNOWN_BY_LOCATION, "query": None, "querystring": None}

    def _raw_load_json(self, req: flask.Request) -> Any:
        raw = req.get_data(cache=True)
        if not raw:
            return missing
        if not is_json_request(req):
            raise UnsupportedMediaType("Send the body as application/json.")
        flask.g.json_body = body = read_json(raw)
        return body


def read_json(raw: bytes) -> Any:
    """A JSON document as Python values that any database can hold."""
    try:
        body = json.loads(raw.decode(), parse_int=_integer, parse_float=_number, parse_constant=_no_constant)
    except RecursionError:
        raise BadRequest("The JSON is nested too deeply.") from None
    except ValueError:
        raise BadRequest("The body is not JSON.") from None
    if raw.count(b"[") + raw.count(b"{") > DEEPEST and _is_deeper(body, DEEPEST):
        raise BadRequest("The JSON is nested too deeply.")
    if _SUSPECT.search(raw):
        _refuse_impossible_text(body)
    return body


def refuse_nul_in_address(request: flask.Request) -> None:
    """422 if a path or query string carries a NUL, which PostgreSQL cannot take as text."""
    if b"%00" in request.query_string or "\x00" in request.path:
        raise Invalid("The address contains a NUL character.")


def _integer(text: str) -> int:
    if len(text) > 20 or abs(number := int(text)) > _LARGEST:
        raise Invalid("The body holds a whole number beyond 64 bits.")
    return number


def _number(text: str) -> float:
    number = float(text)
    if number in (float("inf"), float("-inf")):
        raise Invalid("The body holds a number that is too large.")
    return number


def _no_constant(name: str) -> NoReturn:
    raise ValueError(name)


def _is_deeper(value: Any, allowed: int) -> bool:
    level = [value]
    for _ in range(allowed):
        level = [
            inner
            for outer in level
            if isinstance(outer, list | dict)
            for inner in (outer.values() if isinstance(outer, dict) else outer)
        ]
        if not level:
            return False
    return any(isinstance(inner, list | dict) for inner in level)


def _refuse_impossible_text(value: Any, path: str = "") -> None:
    if isinstance(value, str):
        if "\x00" in value or any("\ud800" <= letter <= "\udfff" for letter in value):
            problem = "Contains a character that cannot be stored."
            raise Invalid("These fields are not as they should be.", errors={path.strip(".") or "body": [problem]})
    elif isinstance(value, dict):
        for name, inner in value.items():
            _refuse_impossible_text(name, path)
            _refuse_impossible_text(inner, f"{path}.{name}")
    elif isinstance(value, list):
        for number, inner in enumerate(value):
            _refuse_impossible_text(inner, f"{path}.{number}")
