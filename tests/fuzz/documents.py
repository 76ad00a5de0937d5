"""What the OpenAPI document of a service promises: its operations, and what each may answer."""

import copy
import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import jsonschema_rs
from flask import Flask

METHODS = ("get", "post", "put", "patch", "delete")
Schema = dict[str, Any]


@dataclass(frozen=True)
class Operation:
    """One operation: how it is asked, and by status and media type the shape of each answer (None: no JSON)."""

    service: str
    method: str
    path: str
    roles: tuple[str, ...]
    parameters: tuple[Schema, ...]
    body: Schema | None
    answers: dict[str, dict[str, Any]]
    components: Schema

    @property
    def name(self) -> str:
        return f"{self.method.upper()} {self.path}"

    def resolve(self, schema: Schema) -> Schema:
        while "$ref" in schema:
            schema = self.components["schemas"][schema["$ref"].rpartition("/")[2]]
        return schema


def operations(service: str, app: Flask) -> Iterator[Operation]:
    """All that the document of this service names."""
    document = json.loads(app.test_client().get(f"/api/{service}/v1/openapi.json").data)
    components = document["components"]
    closed = {name: _closed(schema) for name, schema in components["schemas"].items()}
    for path, item in document["paths"].items():
        for method in METHODS:
            if method not in item:
                continue
            said = item[method]
            content = said.get("requestBody", {}).get("content", {})
            yield Operation(
                service,
                method,
                path,
                tuple(said.get("x-roles") or ()),
                (*item.get("parameters", ()), *said.get("parameters", ())),
                content["application/json"]["schema"] if "application/json" in content else None,
                {status: _shapes(answer, components, closed) for status, answer in said["responses"].items()},
                components,
            )


def _shapes(answer: Schema, components: Schema, closed: Schema) -> dict[str, Any]:
    if "$ref" in answer:
        answer = components["responses"][answer["$ref"].rpartition("/")[2]]
    shapes: dict[str, Any] = {}
    for kind, content in answer.get("content", {}).items():
        schema = content.get("schema") if kind.endswith("json") else None
        whole = {**_closed(schema), "components": {"schemas": closed}} if schema else None
        shapes[kind] = jsonschema_rs.Draft202012Validator(whole) if whole else None
    return shapes


def _closed(schema: Any) -> Any:
    """The same schema, by which an object holds nothing that is not named."""
    if isinstance(schema, list):
        return [_closed(inner) for inner in schema]
    if not isinstance(schema, dict):
        return schema
    made = {name: _closed(inner) for name, inner in copy.copy(schema).items() if name not in ("examples", "default")}
    if isinstance(made.get("properties"), dict) and "additionalProperties" not in made:
        made["additionalProperties"] = False
    return made
