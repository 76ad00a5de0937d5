"""`POST /republish`: says again how everything stands, a piece per request; for the operator."""

from collections.abc import Sequence
from typing import Any

from marshmallow import Schema, fields, validate

from shared.database import Transaction
from shared.http.authentication import requires
from shared.http.blueprint import Blueprint
from shared.http.edge import Edge, Shown
from shared.republish import Kind, republish


class Where(Schema):
    cursor = fields.String(
        allow_none=True,
        load_default=None,
        validate=validate.Length(1, 120),
        metadata={"description": "`next` of the last answer; null or left out: from the beginning"},
    )


class Progress(Schema):
    said = fields.Integer(metadata={"description": "subjects that this request said again"})
    next = fields.String(allow_none=True, metadata={"description": "null: that was all"})


def republish_routes(edge: Edge, kinds: Sequence[Kind]) -> Blueprint:
    """Of a service that says these kinds of subjects."""
    blueprint = Blueprint("republish", __name__, description="How everything stands, said again")

    @blueprint.route("/republish", methods=["POST"])
    @requires("operator")
    @blueprint.arguments(Where)
    @blueprint.response(200, Progress)
    def post_republish(body: dict[str, Any]) -> Shown:
        """Says one piece again. Readers that know it do nothing, and nobody is told anything."""

        def act(tx: Transaction) -> str:
            piece = republish(tx, kinds, body["cursor"])
            return f"{piece.said} {piece.next or ''}"

        return edge.perform(act, _show, status=200)

    return blueprint


def _show(_tx: Transaction, done: str) -> dict[str, Any]:
    said, _, following = done.partition(" ")
    return {"said": int(said), "next": following or None}
