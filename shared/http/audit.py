"""`GET /audit`: the books of a service and the fingerprints of what it said and heard, for the operator."""

from datetime import datetime
from typing import Any

from marshmallow import Schema, fields, validate

from shared import audit
from shared.http.authentication import requires
from shared.http.blueprint import Blueprint
from shared.http.edge import Edge
from shared.http.schemas import Instant


class Book(Schema):
    name = fields.String()
    owed = fields.Integer()
    found = fields.Dict(keys=fields.String(), values=fields.Integer())
    balanced = fields.Boolean()


class Report(Schema):
    books = fields.List(fields.Nested(Book))
    said = fields.Dict(metadata={"description": "by reader and hour: count and digest of ids"})
    heard = fields.Dict(metadata={"description": "by source and hour: count and digest of ids"})
    removed = fields.Dict(keys=fields.String(), values=fields.Integer())


class HourQuery(Schema):
    direction = fields.String(required=True, validate=validate.OneOf(["said", "heard"]))
    neighbour = fields.String(required=True, validate=validate.Length(1, 40))
    hour = Instant(required=True)


class Ids(Schema):
    ids = fields.Dict(keys=fields.String(), values=fields.Boolean(), metadata={"description": "True: confirmed"})


def audit_routes(edge: Edge, books: audit.Books) -> Blueprint:
    """The audit of one service: its own books besides those that every service has."""
    blueprint = Blueprint("audit", __name__, description="Recounted from raw rows; for the operator")

    @blueprint.route("/audit")
    @requires("operator")
    @blueprint.response(200, Report)
    def report() -> dict[str, Any]:
        with edge.read() as tx:
            return {
                "books": [*audit.machinery_books(tx), *books(tx)],
                "said": audit.said(tx),
                "heard": audit.heard(tx),
                "removed": audit.removed_counts(tx),
            }

    @blueprint.route("/audit/ids")
    @requires("operator")
    @blueprint.arguments(HourQuery, location="query")
    @blueprint.response(200, Ids)
    def ids(query: dict[str, Any]) -> dict[str, Any]:
        neighbour: str = query["neighbour"]
        hour: datetime = query["hour"]
        with edge.read() as tx:
            if query["direction"] == "said":
                return {"ids": audit.ids_said(tx, neighbour, hour)}
            return {"ids": dict.fromkeys(audit.ids_heard(tx, neighbour, hour), True)}

    return blueprint
