"""A typed flask-smorest blueprint that parses strictly and documents who may call each route."""

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

import flask_smorest
from marshmallow import Schema

from shared.http.parsing import StrictParser

View = TypeVar("View", bound=Callable[..., Any])
SchemaOrType = Schema | type[Schema]

IDEMPOTENCY_KEY = {
    "name": "Idempotency-Key",
    "in": "header",
    "description": "Any 1 to 255 visible characters; the same key again gives the same answer and acts once.",
    "schema": {"type": "string", "minLength": 1, "maxLength": 255, "pattern": "^[!-~]+$"},
}


class Blueprint(flask_smorest.Blueprint):  # type: ignore[misc]  # flask-smorest has no types
    """Routes of one resource; its addresses are relative to `/api/<service>/<version>`."""

    ARGUMENTS_PARSER = StrictParser()

    def __init__(self, name: str, import_name: str, *, description: str = "") -> None:
        super().__init__(name, import_name, description=description)
        self._prepare_doc_cbks.append(_document_security)

    def route(
        self, rule: str, *, methods: Sequence[str] = ("GET",), tags: Sequence[str] | None = None, **options: Any
    ) -> Callable[[View], View]:
        """Registers a view below the service's base path."""
        decorate: Callable[[View], View] = super().route(rule, methods=list(methods), tags=tags, **options)
        return decorate

    def arguments(self, schema: SchemaOrType, *, location: str = "json", **options: Any) -> Callable[[View], View]:
        """Gives the view the loaded body (or query string) before its path parameters."""
        decorate: Callable[[View], View] = super().arguments(_instance(schema), location=location, **options)
        return decorate

    def response(self, status: int, schema: SchemaOrType | None = None, **options: Any) -> Callable[[View], View]:
        """Shows what the view returns through this schema."""
        decorate: Callable[[View], View] = super().response(status, schema, **options)
        return decorate

    def not_modified(self, view: View) -> View:
        """Documents that the view answers 304 to who has this revision already (`edge.with_etag`)."""
        decorate: Callable[[View], View] = super().alt_response(304, description="As you have it")
        return decorate(view)


def _instance(schema: SchemaOrType) -> Schema:
    # webargs would build a class anew for every request, and flask-smorest documents instances alike
    return schema() if isinstance(schema, type) else schema


def _document_security(doc: dict[str, Any], info: dict[str, Any], *, method: str, **_: Any) -> dict[str, Any]:
    roles = info.get("allowed_roles")
    if not roles:
        doc["security"] = []
        return doc
    doc["security"] = [{"bearerAuth": []}]
    doc["x-roles"] = roles
    if method == "post":
        doc.setdefault("parameters", []).append(IDEMPOTENCY_KEY)
    return doc
