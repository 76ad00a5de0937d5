"""AsyncAPI 3.0 of the messages between services, from the contracts."""

import json
from importlib.metadata import version
from typing import Any

from apispec import APISpec
from apispec.ext.marshmallow import MarshmallowPlugin

from shared.contracts import Contract, catalogue

ATTRIBUTES: dict[str, Any] = {
    "specversion": {"const": "1.0"},
    "id": {"type": "string", "description": "the same id twice has one effect"},
    "source": {"type": "string", "examples": ["/samling/events"]},
    "type": {"type": "string"},
    "subject": {"type": "string", "description": "id of the thing whose state this is"},
    "time": {"type": "string", "format": "date-time"},
    "datacontenttype": {"const": "application/json"},
    "organisation": {"type": "string"},
    "revision": {"type": "integer", "description": "of the subject; a lower one is older"},
    "correlationid": {"type": "string"},
    "causationid": {"type": "string"},
    "again": {"const": True, "description": "nothing happened: so things stand, said for who lost or never heard it"},
}
OPTIONAL = {"causationid", "again"}


def asyncapi() -> dict[str, str]:
    """One file for all messages between services."""
    contracts = list(catalogue().values())
    document = {
        "asyncapi": "3.0.0",
        "info": {
            "title": "Samling: messages between services",
            "version": version("samling"),
            "description": "CloudEvents 1.0 in structured JSON. Consumers ignore fields that they do not know.",
        },
        "defaultContentType": "application/cloudevents+json",
        "channels": _channels(contracts),
        "operations": _operations(contracts),
        "components": {"messages": {key_of(c): _message(c) for c in contracts}, "schemas": schemas_of(contracts)},
    }
    return {"asyncapi.json": json.dumps(document, indent=1, ensure_ascii=False) + "\n"}


def _channels(contracts: list[Contract]) -> dict[str, Any]:
    channels: dict[str, Any] = {}
    for reader in sorted({reader for contract in contracts for reader in contract.readers}):
        read = [contract for contract in contracts if reader in contract.readers]
        channels[reader] = {
            "address": f"samling.{reader}",
            "description": f"The queue that the service {reader} reads",
            "messages": {key_of(c): {"$ref": f"#/components/messages/{key_of(c)}"} for c in read},
        }
    public = [contract for contract in contracts if contract.public]
    channels["public"] = {
        "address": "samling",
        "description": "Topic exchange for whoever else listens, routing key = type; never about a person",
        "messages": {key_of(c): {"$ref": f"#/components/messages/{key_of(c)}"} for c in public},
    }
    return channels


def _operations(contracts: list[Contract]) -> dict[str, Any]:
    readers = sorted({reader for contract in contracts for reader in contract.readers})
    return {f"{name}_receives": {"action": "receive", "channel": {"$ref": f"#/channels/{name}"}} for name in readers}


def _message(contract: Contract) -> dict[str, Any]:
    return {
        "name": contract.type,
        "contentType": "application/cloudevents+json",
        "payload": {
            "type": "object",
            "required": sorted({*ATTRIBUTES, "data"} - OPTIONAL),
            "properties": ATTRIBUTES
            | {"type": {"const": contract.type}, "data": {"$ref": f"#/components/schemas/{contract.schema.__name__}"}},
        },
    }


def schemas_of(contracts: list[Contract]) -> dict[str, Any]:
    """The schemas of their data, and those that these refer to, by name."""
    spec = APISpec("messages", "1", "3.1.0", plugins=[MarshmallowPlugin(schema_name_resolver=_name)])
    for schema in {contract.schema for contract in contracts}:
        if schema.__name__ not in spec.components.schemas:
            spec.components.schema(schema.__name__, schema=schema)
    return dict(sorted(spec.components.schemas.items()))


def _name(schema: Any) -> str:
    return str(schema.__name__ if isinstance(schema, type) else type(schema).__name__)


def key_of(contract: Contract) -> str:
    """What a message is called within a document."""
    return contract.type.replace(".", "_")
