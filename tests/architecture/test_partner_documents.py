"""What partners generate from describes their messages exactly, and names none of the messages between services."""

import json
from typing import Any

import pytest
from jsonschema import Draft202012Validator, FormatChecker

from services.partners.partner_messages import CONTRACTS, as_told
from services.partners.told_attendance import Kind
from shared.contracts import catalogue
from tests.architecture.test_docs_match_code import ASYNCAPI, documents, references, resolves
from tests.services.partners.test_partner_messages import GOLDEN


def asyncapi() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(documents()["asyncapi-partners.json"])
    return found


def validator(kind: Kind) -> Draft202012Validator:
    components = asyncapi()["components"]
    message = components["messages"][CONTRACTS[kind].type.replace(".", "_")]
    schema = {**message["payload"], "components": {"schemas": components["schemas"]}}
    return Draft202012Validator(schema, format_checker=FormatChecker())


def told(kind: Kind) -> dict[str, Any]:
    message: dict[str, Any] = json.loads(as_told("prt_1", 17, GOLDEN % kind))
    return message


def test_it_keeps_the_standard() -> None:
    document = asyncapi()
    Draft202012Validator(ASYNCAPI).validate(document)
    assert [reference for reference in references(document) if not resolves(document, reference)] == []


def test_it_has_the_partners_own_types_and_no_other() -> None:
    text = documents()["asyncapi-partners.json"]
    assert set(asyncapi()["components"]["messages"]) == {c.type.replace(".", "_") for c in CONTRACTS.values()}
    assert [message_type for message_type in catalogue() if message_type in text] == []


@pytest.mark.parametrize("kind", Kind)
def test_a_message_as_it_is_told_keeps_what_the_document_says(kind: Kind) -> None:
    assert [error.message for error in validator(kind).iter_errors(told(kind))] == []


@pytest.mark.parametrize("name", ["sequence", "cursor", "data", "subject"])
def test_twin_a_message_that_lacks_something_breaks_it(name: str) -> None:
    message = told(Kind.RECORDED)
    del message[name]
    assert not validator(Kind.RECORDED).is_valid(message)


def test_twin_a_message_of_another_kind_breaks_it() -> None:
    assert not validator(Kind.CORRECTED).is_valid(told(Kind.RECORDED))
