"""Names and contacts of participants travel in one message type only, read by one service only."""

from collections.abc import Iterator

import pytest
from marshmallow import Schema, fields

from shared.contracts import Contract, catalogue
from shared.contracts.registrations import PARTICIPANT_CHANGED
from shared.contracts.web import LETTER_REQUESTED

PERSONAL = {
    "name",
    "first_name",
    "last_name",
    "call_name",
    "alias",
    "phone",
    "number",
    "email",
    "address",
    "contact",
    "birth_date",
    "nationality",
    "text",
    "body",
    "note",
    "notes",
    "comment",
    "token",
    "link",
    "ip",
}

# what is public about a network or a place, and about no participant
NOT_A_PERSONS = {
    ("network.changed.v1", "name"),  # the network's
    ("network.changed.v1", "contact"),  # staff that participants can ring, shown to them
    ("network.changed.v1", "contact.name"),
    ("network.changed.v1", "contact.phone"),
    ("partner.changed.v1", "name"),  # the outside organisation's
    ("letter.requested.v1", "name"),  # staff, who are no participants; read by the service that writes to them
    ("letter.requested.v1", "contact"),
    *((f"event.{what}.v1", "place.name") for what in ("published", "rescheduled", "changed", "cancelled")),
    *((f"event.{what}.v1", "place.address") for what in ("published", "rescheduled", "changed", "cancelled")),
}


def names_in(schema: type[Schema] | Schema, path: str = "") -> Iterator[str]:
    """Every field of a schema, those within as `contact.name`."""
    for name, field in schema._declared_fields.items():
        yield path + name
        inner = field.inner if isinstance(field, fields.List) else field
        if isinstance(inner, fields.Nested):
            yield from names_in(inner.schema, f"{path}{name}.")


@pytest.mark.parametrize("contract", list(catalogue().values()), ids=lambda contract: contract.type)
def test_only_one_message_names_a_person(contract: Contract) -> None:
    if contract is PARTICIPANT_CHANGED:
        return
    personal = {name for name in names_in(contract.schema) if name.rpartition(".")[2] in PERSONAL}
    assert {name for name in personal if (contract.type, name) not in NOT_A_PERSONS} == set()


def test_it_is_read_by_one_service_and_not_public() -> None:
    assert PARTICIPANT_CHANGED.readers == ("notifications",)
    assert not PARTICIPANT_CHANGED.public
    assert {"name", "phone", "email"} <= set(names_in(PARTICIPANT_CHANGED.schema))


def test_letters_to_staff_are_read_by_one_service_and_not_public() -> None:
    assert LETTER_REQUESTED.readers == ("notifications",)
    assert not LETTER_REQUESTED.public


def test_the_exceptions_are_still_there() -> None:
    everything = {(contract.type, name) for contract in catalogue().values() for name in names_in(contract.schema)}
    assert everything >= NOT_A_PERSONS
