"""AsyncAPI 3.0 of what one partner is told: its own queue and nothing of the messages between services."""

import json
from importlib.metadata import version
from typing import Any

from services.commands.documents.asyncapi import key_of, schemas_of
from services.partners.amqp_names import QUEUE
from services.partners.partner_messages import CONTRACTS, SOURCE
from shared.contracts import Contract

ATTRIBUTES: dict[str, Any] = {
    "specversion": {"const": "1.0"},
    "id": {"type": "string", "description": "the same id twice is the same message"},
    "source": {"const": SOURCE},
    "subject": {"type": "string", "description": "`data.id`: upsert by it"},
    "time": {"type": "string", "format": "date-time", "description": "to the minute"},
    "datacontenttype": {"const": "application/json"},
    "sequence": {
        "type": "string",
        "pattern": "^[0-9]{19}$",
        "description": "its place in your log: counts without gaps and sorts as text; a jump means that messages fell "
        "out of the queue",
    },
    "cursor": {"type": "string", "description": "as `after` of the cursor feed: what comes behind this message"},
}


def asyncapi_partners() -> dict[str, str]:
    """One file, for partners to generate from."""
    contracts = list(CONTRACTS.values())
    references = {key_of(contract): {"$ref": f"#/components/messages/{key_of(contract)}"} for contract in contracts}
    channel = {
        "address": QUEUE,
        "description": "Your own queue, in a virtual host of your own: read it, store, acknowledge. It holds a limited "
        "number of messages and drops the oldest; the cursor feed `GET /api/partners/v1/attendance` has them all.",
        "messages": references,
    }
    document = {
        "asyncapi": "3.0.0",
        "info": {
            "title": "Samling: attendance for a partner",
            "version": version("samling"),
            "description": "CloudEvents 1.0 in structured JSON over AMQP 0-9-1, at least once. Only of people who "
            "agreed, under pseudonyms that are yours alone. Ignore fields that you do not know.",
        },
        "defaultContentType": "application/cloudevents+json",
        "channels": {QUEUE: channel},
        "operations": {"partner_receives": {"action": "receive", "channel": {"$ref": f"#/channels/{QUEUE}"}}},
        "components": {
            "messages": {key_of(contract): _message(contract) for contract in contracts},
            "schemas": schemas_of(contracts),
        },
    }
    return {"asyncapi-partners.json": json.dumps(document, indent=1, ensure_ascii=False) + "\n"}


def _message(contract: Contract) -> dict[str, Any]:
    data = {"$ref": f"#/components/schemas/{contract.schema.__name__}"}
    properties = ATTRIBUTES | {"type": {"const": contract.type}, "data": data}
    return {
        "name": contract.type,
        "contentType": "application/cloudevents+json",
        "payload": {"type": "object", "required": sorted(properties), "properties": properties},
    }
