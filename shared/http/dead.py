"""`/dead`: rows that gave up, with the reason; each can be tried again or discarded."""

from collections.abc import Sequence
from typing import Any

from marshmallow import Schema, fields
from sqlalchemy import Row, Table, literal, select, union_all, update

from shared import audit, due_rows
from shared.database import Transaction
from shared.http.authentication import identity, requires
from shared.http.blueprint import Blueprint
from shared.http.edge import Edge, Shown
from shared.http.paging import PageQuery, page
from shared.inbox import INBOX
from shared.outbox import OUTBOX
from shared.problems import Forbidden, NotFound
from shared.tokens import EVERY_ORGANISATION


class Dead(Schema):
    """A row that gave up; its body is not shown."""

    id = fields.String(metadata={"description": "table and position, as the other addresses take it"})
    message_id = fields.String()
    type = fields.String()
    subject = fields.String()
    reason = fields.String()
    attempts = fields.Integer()
    dead_at = fields.AwareDateTime()


class DeadPage(Schema):
    items = fields.List(fields.Nested(Dead))
    next = fields.String(allow_none=True)


class Outcome(Schema):
    id = fields.String()
    outcome = fields.String()


def dead_routes(edge: Edge) -> Blueprint:
    """The dead rows of one service's outbox and inbox, of the caller's organisation."""
    blueprint = Blueprint("dead", __name__, description="Rows that gave up")

    @blueprint.route("/dead")
    @requires("owner", "operator")
    @blueprint.arguments(PageQuery, location="query")
    @blueprint.response(200, DeadPage)
    def listed(query: dict[str, Any]) -> dict[str, Any]:
        rows = union_all(*(_rows(table) for table in (INBOX, OUTBOX))).subquery()
        with edge.read() as tx:
            return page(tx, select(rows), rows.c.id, show=_show, limit=query["limit"], cursor=query["cursor"])

    @blueprint.route("/dead/<row_id>/retry", methods=["POST"])
    @requires("owner", "operator")
    @blueprint.response(200, Outcome)
    def retry(row_id: str) -> Shown:
        def act(tx: Transaction) -> str:
            table, position = _find(tx, row_id)
            due_rows.revive(tx, table, table.c.position == position)
            return row_id

        return edge.perform(act, lambda _tx, key: {"id": key, "outcome": "due"}, status=200)

    @blueprint.route("/dead/<row_id>/discard", methods=["POST"])
    @requires("owner", "operator")
    @blueprint.response(200, Outcome)
    def discard(row_id: str) -> Shown:
        def act(tx: Transaction) -> str:
            table, position = _find(tx, row_id)
            _discard(tx, table, position)
            audit.removed(tx, f"{table.name} discarded", 1)
            return row_id

        return edge.perform(act, lambda _tx, key: {"id": key, "outcome": "discarded"}, status=200)

    return blueprint


def _rows(table: Table) -> Any:
    name = (literal(f"{table.name}-") + table.c.position.cast(table.c.id.type)).label("id")
    columns = (table.c.type, table.c.subject, table.c.last_error, table.c.attempts, table.c.dead_at)
    return select(name, table.c.id.label("message_id"), *columns).where(table.c.dead_at.is_not(None), *_mine(table))


def _mine(table: Table) -> Sequence[Any]:
    organisation = identity().organisation
    if identity().network is not None:
        raise Forbidden("What gives up concerns the whole organisation; this token is good for one network of it.")
    return () if organisation == EVERY_ORGANISATION else (table.c.organisation == organisation,)


def _find(tx: Transaction, row_id: str) -> tuple[Table, int]:
    name, _, position = row_id.partition("-")
    table = {"inbox": INBOX, "outbox": OUTBOX}.get(name)
    if table is None or not position.isascii() or not position.isdigit() or len(position) > 18:
        raise NotFound
    found = select(table.c.position).where(
        table.c.position == int(position), table.c.dead_at.is_not(None), *_mine(table)
    )
    if tx.scalar(found) is None:
        raise NotFound
    return table, int(position)


def _discard(tx: Transaction, table: Table, position: int) -> None:
    # the row stays without its body: its id must go on answering a repeat, and the audit
    gone = {"done_at": tx.now, "due_at": None, "dead_at": None, "body": None, "last_error": f"discarded by {tx.by}"}
    tx.execute(update(table).where(table.c.position == position).values(gone))


def _show(row: Row[Any]) -> dict[str, Any]:
    return {**row._mapping, "reason": row.last_error}
