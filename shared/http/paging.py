"""Pages of a list by key, never by offset: a page costs the same wherever it lies."""

import base64
import json
from collections.abc import Callable
from typing import Any

from marshmallow import Schema, validate
from marshmallow.fields import String
from sqlalchemy import Select
from sqlalchemy.orm import InstrumentedAttribute
from sqlalchemy.sql.elements import ColumnElement

from shared.database import Transaction
from shared.http.schemas import QueryNumber
from shared.problems import Invalid

DEFAULT, LARGEST = 50, 200


class PageQuery(Schema):
    """The query string of every list."""

    limit = QueryNumber(
        load_default=DEFAULT, validate=validate.Range(1, LARGEST), metadata={"description": "How many at most"}
    )
    cursor = String(
        load_default=None,
        validate=validate.Length(1, 600),
        metadata={"description": "`next` of the page before; opaque"},
    )


def page(
    tx: Transaction,
    statement: Select[Any],
    key_column: ColumnElement[Any] | InstrumentedAttribute[Any],
    *,
    show: Callable[[Any], dict[str, Any]],
    limit: int = DEFAULT,
    cursor: str | None = None,
) -> dict[str, Any]:
    """One page in ascending order of a unique column: `{"items": […], "next": cursor or None}`.

    `show` receives the mapped object if the statement selects one thing, else the row.
    """
    alone = len(statement.column_descriptions) == 1
    if cursor is not None:
        statement = statement.where(key_column > _decode(cursor, key_column.type.python_type))
    statement = statement.add_columns(key_column.label("page_key")).order_by(None).order_by(key_column)
    rows = tx.execute(statement.limit(limit + 1)).all()
    shown = rows[:limit]
    return {
        "items": [show(row[0] if alone else row) for row in shown],
        "next": _encode(shown[-1].page_key) if len(rows) > limit else None,
    }


def _encode(key: str | int) -> str:
    return base64.urlsafe_b64encode(json.dumps(key).encode()).decode().rstrip("=")


def _decode(cursor: str, kind: type) -> str | int:
    try:
        key = json.loads(base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars="-_", validate=True))
        if type(key) is not kind or (isinstance(key, int) and abs(key) >= 2**63):
            raise ValueError("not a key of this list")
        if isinstance(key, str) and ("\x00" in key or not key.isascii()):
            raise ValueError("not a key of this list")
    except (ValueError, RecursionError):
        raise Invalid("The cursor is not one of this list.", errors={"cursor": ["Use `next` as it came."]}) from None
    return key if isinstance(key, int) else str(key)
