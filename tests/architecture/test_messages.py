"""Routing is a table: every message that is written is read, by exactly those that the table names."""

import pytest
from marshmallow import fields

from services.embedded.product import Product
from shared.contracts import catalogue, events, notifications, partners, registrations, web, writer_of
from shared.dispatcher import Subscription
from tests.architecture.source import files, is_in, text_of

MODULES = (events, registrations, notifications, partners, web)


def subscriptions(product: Product) -> list[tuple[str, Subscription]]:
    return [(name, one) for name, service in product.services.items() for one in service.subscriptions]


def test_the_readers_of_each_type_are_those_that_subscribe_to_it(unstarted: Product) -> None:
    found: dict[str, set[str]] = {contract_type: set() for contract_type in catalogue()}
    for reader, subscription in subscriptions(unstarted):
        found[subscription.contract.type].add(reader)
    assert found == {contract.type: set(contract.readers) for contract in catalogue().values()}


def test_nobody_subscribes_twice_to_a_type(unstarted: Product) -> None:
    pairs = [(reader, one.contract.type) for reader, one in subscriptions(unstarted)]
    assert len(pairs) == len(set(pairs))


def test_nobody_reads_what_it_writes_itself(unstarted: Product) -> None:
    assert [one.contract.type for reader, one in subscriptions(unstarted) if reader == writer_of(one.contract)] == []


def test_what_a_subscription_locks_is_a_text_of_the_message(unstarted: Product) -> None:
    wrong = [
        f"{reader}: {one.contract.type} has no text {one.locks}"
        for reader, one in subscriptions(unstarted)
        if one.locks is not None and type(one.contract.schema._declared_fields.get(one.locks)) is not fields.String
    ]
    assert wrong == []


def test_every_type_names_its_version_and_is_told_once() -> None:
    contracts = [value for module in MODULES for value in vars(module).values() if type(value).__name__ == "Contract"]
    types = [contract.type for contract in contracts]
    assert len(types) == len(set(types))
    assert all(part.rpartition(".v")[2].isdigit() for part in types)


@pytest.mark.parametrize("contract", list(catalogue().values()), ids=lambda contract: contract.type)
def test_only_the_service_that_owns_a_contract_writes_it_and_it_does(contract) -> None:  # type: ignore[no-untyped-def]
    name = next(name for module in MODULES for name, value in vars(module).items() if value is contract)
    writer = writer_of(contract)
    assert any(name in text_of(file) for file in files() if is_in(file, f"services/{writer}"))


def test_no_message_about_a_person_is_public() -> None:
    personal = {"participant_id", "invitation_id", "registration_id"}
    for contract in catalogue().values():
        if contract.public:
            assert not personal & set(contract.schema._declared_fields)
            assert writer_of(contract) == "events"
