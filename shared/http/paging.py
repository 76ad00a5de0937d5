"""Pages of a list by key, never by offset: a page costs the same wherever it lies."""

import base64
import json
from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any

from marshmallow import Schema, validate
from marshmallow.fields import String
from sqlalchemy import Integer, Row, Select, bindparam
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
    newest_first: bool = False,
) -> dict[str, Any]:
    """One page in ascending order of a unique column, or from its end: `{"items": […], "next": cursor or None}`.

    `show` receives the mapped object if the statement selects one thing, else the row.
    """
    alone = len(statement.column_descriptions) == 1
    pages = _pages(statement, key_column, cursor is None, newest_first)
    rows = tx.execute(pages, _place(key_column, limit, cursor)).all()
    return _shown(rows, limit, lambda row: show(row[0] if alone else row))


def page_of(
    tx: Transaction,
    statement: Select[Any],
    key_column: ColumnElement[Any],
    values: dict[str, Any],
    *,
    limit: int = DEFAULT,
    cursor: str | None = None,
) -> dict[str, Any]:
    """A page of a statement that is put together once, for all who ask, and of the values that it leaves open.

    Each item is a dict of the row; nothing else is made of it.
    """
    pages = _pages_of(statement, key_column, cursor is None)
    found = tx.connection().execute(pages, values | _place(key_column, limit, cursor))
    names = tuple(found.keys())
    return _shown(found.all(), limit, lambda row: dict(zip(names, row, strict=True)))


def _pages(statement: Select[Any], key_column: Any, first: bool, newest_first: bool = False) -> Select[Any]:
    if not first:
        after = bindparam("page_after", type_=key_column.type)
        statement = statement.where(key_column < after if newest_first else key_column > after)
    order = key_column.desc() if newest_first else key_column
    statement = statement.add_columns(key_column.label("page_key")).order_by(None).order_by(order)
    return statement.limit(bindparam("page_size", type_=Integer))


_pages_of = lru_cache(maxsize=100)(_pages)


def _place(key_column: Any, limit: int, cursor: str | None) -> dict[str, Any]:
    after = {} if cursor is None else {"page_after": _decode(cursor, key_column.type.python_type)}
    return {"page_size": limit + 1} | after  # one more tells whether there are any behind


def _shown(rows: Sequence[Row[Any]], limit: int, show: Callable[[Row[Any]], dict[str, Any]]) -> dict[str, Any]:
    items = [show(row) for row in rows[:limit]]
    return {"items": items, "next": _encode(rows[limit - 1].page_key) if len(rows) > limit else None}


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
