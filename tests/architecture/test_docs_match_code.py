"""The documents in docs/reference are those the code generates, and keep the standards they name."""

import json
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator, FormatChecker
from openapi_spec_validator import OpenAPIV31SpecValidator

from services.commands.docs import FOLDER, generated
from shared.contracts import catalogue
from tests.architecture.source import SERVICES
from tests.contracts.test_samples import EACH_SAMPLE, contract_of, text_of, type_of

REFERENCE = {"type": "object", "required": ["$ref"], "properties": {"$ref": {"type": "string", "pattern": "^#/"}}}
MESSAGES = {"type": "object", "minProperties": 1, "additionalProperties": REFERENCE}

# of AsyncAPI 3.0, the parts that we use
ASYNCAPI = {
    "type": "object",
    "required": ["asyncapi", "info"],
    "additionalProperties": False,
    "properties": {
        "asyncapi": {"const": "3.0.0"},
        "info": {"type": "object", "required": ["title", "version"]},
        "defaultContentType": {"type": "string"},
        "channels": {
            "type": "object",
            "additionalProperties": {
                "type": "object",
                "required": ["address", "messages"],
                "additionalProperties": False,
                "properties": {
                    "address": {"type": ["string", "null"]},
                    "description": {"type": "string"},
                    "messages": MESSAGES,
                },
            },
        },
        "operations": {
            "type": "object",
            "additionalProperties": {
                "type": "object",
                "required": ["action", "channel"],
                "additionalProperties": False,
                "properties": {"action": {"enum": ["send", "receive"]}, "channel": REFERENCE},
            },
        },
        "components": {
            "type": "object",
            "additionalProperties": False,
            "properties": {
                "messages": {
                    "type": "object",
                    "propertyNames": {"pattern": "^[a-zA-Z0-9._-]+$"},
                    "additionalProperties": {
                        "type": "object",
                        "required": ["name", "contentType", "payload"],
                        "properties": {"payload": {"type": "object"}},
                    },
                },
                "schemas": {"type": "object"},
            },
        },
    },
}


@cache
def documents() -> dict[str, str]:
    return generated()


def asyncapi() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(documents()["asyncapi.json"])
    return found


def references(value: Any) -> list[str]:
    if isinstance(value, dict):
        own = [value["$ref"]] if isinstance(value.get("$ref"), str) else []
        return own + [found for inner in value.values() for found in references(inner)]
    return [found for inner in value for found in references(inner)] if isinstance(value, list) else []


def resolves(document: dict[str, Any], reference: str) -> bool:
    target: Any = document
    for part in reference.removeprefix("#/").split("/"):
        target = target.get(part.replace("~1", "/").replace("~0", "~")) if isinstance(target, dict) else None
    return target is not None


def payload_schema(message_type: str) -> dict[str, Any]:
    """The schema of one message, complete with the schemas it refers to."""
    document = asyncapi()
    message = document["components"]["messages"][message_type.replace(".", "_")]
    return {**message["payload"], "components": {"schemas": document["components"]["schemas"]}}


def test_the_documents_of_the_checkout_are_those_of_the_code() -> None:
    stale = [
        name
        for name, text in documents().items()
        if not (FOLDER / name).exists() or (FOLDER / name).read_text(encoding="utf-8") != text
    ]
    assert stale == [], "run `make docs` and commit what it writes"


def test_no_document_is_left_over() -> None:
    kept = {file.relative_to(FOLDER).as_posix() for file in FOLDER.rglob("*") if file.suffix in (".json", ".md")}
    assert kept - set(documents()) == set()


def test_generating_twice_gives_the_same() -> None:
    assert generated() == documents()


@pytest.mark.parametrize("service", [name for name in SERVICES if name != "sandbox"])
def test_openapi_keeps_its_standard(service: str) -> None:
    document = json.loads(documents()[f"openapi/{service}.json"])
    assert document["openapi"].startswith("3.1.")
    assert [error.message for error in OpenAPIV31SpecValidator(document).iter_errors()] == []
    assert [reference for reference in references(document) if not resolves(document, reference)] == []


@pytest.mark.parametrize("service", [name for name in SERVICES if name != "sandbox"])
def test_every_operation_tells_who_may_call_it_and_what_it_answers(service: str) -> None:
    document = json.loads(documents()[f"openapi/{service}.json"])
    for path, item in document["paths"].items():
        for method, operation in item.items():
            if method == "parameters":
                continue
            assert "security" in operation, f"{method} {path}"
            assert operation["responses"], f"{method} {path}"


def test_asyncapi_keeps_its_standard() -> None:
    document = asyncapi()
    Draft202012Validator(ASYNCAPI).validate(document)
    assert [reference for reference in references(document) if not resolves(document, reference)] == []


def test_asyncapi_has_a_queue_for_every_reader() -> None:
    channels = asyncapi()["channels"]
    for contract in catalogue().values():
        key = contract.type.replace(".", "_")
        assert {name for name, channel in channels.items() if key in channel["messages"]} == {
            *contract.readers,
            *(["public"] if contract.public else []),
        }


@pytest.mark.parametrize("message_type", sorted(catalogue()))
def test_a_payload_is_described_by_a_json_schema(message_type: str) -> None:
    Draft202012Validator.check_schema(payload_schema(message_type))


@EACH_SAMPLE
def test_a_golden_sample_keeps_what_the_document_says(sample: Path) -> None:
    validator = Draft202012Validator(payload_schema(type_of(sample)), format_checker=FormatChecker())
    assert [error.message for error in validator.iter_errors(json.loads(text_of(sample)))] == []


@EACH_SAMPLE
def test_twin_a_sample_without_one_of_its_facts_breaks_what_the_document_says(sample: Path) -> None:
    validator = Draft202012Validator(payload_schema(type_of(sample)))
    message = json.loads(text_of(sample))
    required = [name for name, field in contract_of(sample).schema._declared_fields.items() if field.required]
    message["data"].pop(required[0])
    assert not validator.is_valid(message)


def test_the_catalogue_of_messages_names_each_type() -> None:
    page = documents()["messages.md"]
    assert all(f"`{message_type}`" in page for message_type in catalogue())


def test_the_table_of_settings_shows_no_secret_value() -> None:
    assert "var" in documents()["settings.md"]
    assert "secret_key" not in documents()["settings.md"].replace("SAMLING_SECRET_KEY", "")
